"""Drawing up, on a stand-in record: what is stored and shown here is an uploaded file of one's own."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdf
import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from docx import Document

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.documents import DocumentTemplate, registry
from mingcha.foundation.documents.actions import draw_up, release
from mingcha.foundation.documents.check import validate
from mingcha.foundation.documents.models import IssuedDocument
from mingcha.foundation.documents.panels import panels_of
from mingcha.foundation.documents.queries import issued, issued_documents
from mingcha.foundation.documents.tests.papers import NOTICE
from mingcha.foundation.files.actions import store_bytes
from mingcha.foundation.files.models import StoredFile
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.foundation import make_administrator, make_user

pytestmark = pytest.mark.django_db
NAME = "tried_notice"


def _template(**changes: Any) -> DocumentTemplate:
    template = DocumentTemplate(
        name=NAME,
        title="Notice",
        model=StoredFile,
        build=lambda record: replace(NOTICE, number=""),
        who=lambda user, record: user.username.startswith("drafter"),
        series=lambda record: "tried",
        number="测巡办〔{year}〕{no}号",
    )
    return replace(template, **changes)


@pytest.fixture
def template() -> Iterator[DocumentTemplate]:
    yield from _registered(_template())


def _registered(template: DocumentTemplate) -> Iterator[DocumentTemplate]:
    registry.register(template)
    yield template
    registry.unregister(template)


@pytest.fixture
def drafter() -> User:
    return make_user("drafter")


@pytest.fixture
def record(drafter: User) -> StoredFile:
    return store_bytes(b"x", name="a.txt", content_type="text/plain", by=drafter, marking="internal")


def test_a_paper_is_numbered_stored_twice_and_on_the_trail(
    template: DocumentTemplate, record: StoredFile, drafter: User
) -> None:
    made = draw_up(NAME, record, by=drafter)
    assert made.number == "测巡办〔2026〕1号"
    assert made.marking == made.docx.marking == made.pdf.marking == "work_secret"
    assert made.pdf.content.read().startswith(b"%PDF-")
    content = made.docx.content.read()
    assert validate(content) == []
    assert "测巡办〔2026〕1号" in {p.text for p in Document(io.BytesIO(content)).paragraphs}
    event = Event.objects.get(action="storedfile.draw_up")
    assert event.facts["number"] == made.number
    assert issued(record, NAME) == made


def test_drawn_up_again_it_keeps_its_number_and_the_old_version(
    template: DocumentTemplate, record: StoredFile, drafter: User
) -> None:
    first, second = draw_up(NAME, record, by=drafter), draw_up(NAME, record, by=drafter)
    assert (first.number, first.version) == (second.number, 1)
    assert second.version == 2
    assert IssuedDocument.objects.of(record).count() == 2
    assert issued_documents(record) == [second]


def test_a_number_the_record_has_already_is_used(record: StoredFile, drafter: User) -> None:
    for _template_in_use in _registered(_template(build=lambda record: NOTICE)):
        assert draw_up(NAME, record, by=drafter).number == NOTICE.number


def test_only_who_the_template_names_may_draw_up(template: DocumentTemplate, record: StoredFile) -> None:
    with pytest.raises(NotAllowed):
        draw_up(NAME, record, by=make_user("stranger"))
    other = make_user("drafter2")  # named by the template, but the record is not theirs to see
    with pytest.raises(NotAllowed):
        draw_up(NAME, record, by=other)


def test_what_is_missing_is_said(record: StoredFile, drafter: User) -> None:
    for _template_in_use in _registered(_template(needs=(lambda record: "Sign it first.",))):
        with pytest.raises(NotNow, match="Sign it first"):
            draw_up(NAME, record, by=drafter)


def test_a_paper_that_breaks_the_format_is_refused_and_takes_no_number(
    record: StoredFile, drafter: User
) -> None:
    for _template_in_use in _registered(_template(number="测巡办[{year}]{no}号")):
        with pytest.raises(Invalid, match=r"\[2026\]"):
            draw_up(NAME, record, by=drafter)
    assert not IssuedDocument.objects.exists()
    for _template_in_use in _registered(_template()):
        assert draw_up(NAME, record, by=drafter).number == "测巡办〔2026〕1号"


def test_an_unknown_document_is_refused(record: StoredFile, drafter: User) -> None:
    with pytest.raises(Invalid):
        draw_up("nothing", record, by=drafter)


def test_papers_are_seen_with_their_record(
    template: DocumentTemplate, record: StoredFile, drafter: User
) -> None:
    made = draw_up(NAME, record, by=drafter)
    assert IssuedDocument.objects.visible_to(drafter).get() == made
    assert not IssuedDocument.objects.visible_to(make_user()).exists()
    assert not IssuedDocument.objects.visible_to(make_administrator("audit")).exists()


def test_a_changed_file_is_not_handed_out(
    template: DocumentTemplate, record: StoredFile, drafter: User
) -> None:
    made = draw_up(NAME, record, by=drafter)
    with open(made.pdf.content.path, "ab") as stored:
        stored.write(b"more")
    with pytest.raises(NotNow):
        release(made, "pdf", by=drafter)


def test_downloads_are_audited_and_closed_to_strangers(
    template: DocumentTemplate, record: StoredFile, drafter: User, client: Client
) -> None:
    made = draw_up(NAME, record, by=drafter)
    client.force_login(drafter)
    for form in ("docx", "pdf"):
        answer = client.get(reverse("documents:download", args=[made.pk, form]))
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
        assert b"".join(answer)
    assert Event.objects.filter(action="document.download").count() == 2
    client.force_login(make_user())
    assert client.get(reverse("documents:download", args=[made.pk, "pdf"])).status_code == 404


def test_a_work_secret_leaves_with_the_name_of_who_took_it(
    template: DocumentTemplate, record: StoredFile, drafter: User
) -> None:
    made = draw_up(NAME, record, by=drafter)
    _stored, content = release(made, "pdf", by=drafter)
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    assert len(pages) == made.pages > 1
    assert all("drafter" in page.extract_text() for page in pages)
    with made.pdf.content.open() as kept:
        assert b"drafter" not in kept.read()


def test_strangers_cannot_draw_up_from_a_record_they_do_not_see(
    template: DocumentTemplate, record: StoredFile, client: Client
) -> None:
    client.force_login(make_user("drafter3"))
    assert (
        client.post(reverse("documents:draw_up", args=["files.storedfile", record.pk, NAME])).status_code
        == 404
    )
    assert (
        client.post(reverse("documents:draw_up", args=["files.storedfile", record.pk, "no"])).status_code
        == 404
    )


def test_the_panel_offers_what_this_person_may_draw_up(
    template: DocumentTemplate, record: StoredFile, drafter: User
) -> None:
    request: Any = RequestFactory().get("/")
    request.user = drafter
    (panel,) = panels_of(request, record)
    assert [offer.template for offer in panel.given["offers"]] == [template]
    request.user = make_user()
    assert not list(panels_of(request, record))
    draw_up(NAME, record, by=drafter)
    (panel,) = panels_of(request, record)
    assert (panel.count, panel.given["offers"]) == (1, [])
