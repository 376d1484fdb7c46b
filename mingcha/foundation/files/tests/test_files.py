from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingcha.foundation.audit.models import Event
from mingcha.foundation.files.actions import attach, store_bytes, store_file
from mingcha.foundation.files.models import Marking, StoredFile
from mingcha.foundation.files.queries import attachments_of, is_intact
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import Invalid
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db


def upload(name: str = "谈话记录.pdf", content: bytes = b"abc") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_the_digest_is_sm3_and_is_checked_again() -> None:
    stored = store_file(upload(), by=make_user())
    # The example of GB/T 32905-2016, appendix A.1.
    assert stored.digest == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert is_intact(stored)
    with open(stored.content.path, "wb") as content:
        content.write(b"abd")
    assert not is_intact(stored)


@pytest.mark.parametrize(
    "name",
    ["绝密文件.pdf", "机密★1年.docx", "秘密★.pdf", "秘密 ☆.pdf", "setup.exe", "run.SH", "macro.js"],
)
def test_state_secrets_and_programs_are_refused(name: str) -> None:
    with pytest.raises(Invalid):
        store_file(upload(name), by=make_user())
    assert not StoredFile.objects.exists()


def test_work_secrets_and_innocent_names_are_taken() -> None:
    user = make_user()
    assert (
        store_file(upload("工作秘密清单.pdf"), by=user, marking=Marking.WORK_SECRET).marking == "work_secret"
    )


def test_empty_files_large_files_and_unknown_markings_are_refused(settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 2
    user = make_user()
    for given, marking in ((upload(content=b""), "internal"), (upload(), "internal"), (upload(), "secret")):
        with pytest.raises(Invalid):
            store_file(given, by=user, marking=marking)


def test_the_place_on_disk_tells_nothing() -> None:
    stored = store_bytes(b"x", name="关于某某.docx", content_type="x/y", by=make_user(), marking="internal")
    assert "关于" not in str(stored.content.name)
    assert stored.content_type == "x/y"


def test_an_attachment_goes_to_whoever_may_see_the_record(client: Client) -> None:
    owner = make_user()
    job = Job.objects.create(task="errand", title="测试", by=owner)
    attachment = attach(job, upload(), by=owner)
    client.force_login(make_user())
    assert client.get(f"/files/{attachment.pk}/").status_code == 404
    client.force_login(owner)
    response: Any = client.get(f"/files/{attachment.pk}/")
    assert b"".join(response.streaming_content) == b"abc"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert Event.objects.filter(action="file.download", by=owner).exists()
    assert list(attachments_of(job)) == [attachment]


def test_a_file_changed_on_disk_is_not_handed_out(client: Client) -> None:
    owner = make_user()
    job = Job.objects.create(task="errand", title="测试", by=owner)
    attachment = attach(job, upload(), by=owner)
    with open(attachment.file.content.path, "wb") as content:
        content.write(b"abd")
    client.force_login(owner)
    assert client.get(f"/files/{attachment.pk}/").status_code == 409
    assert not Event.objects.filter(action="file.download").exists()


def test_administrators_see_no_files() -> None:
    store_file(upload(), by=make_user())
    for kind in ("system", "security", "audit"):
        assert not StoredFile.objects.visible_to(make_administrator(kind)).exists()
