"""Making a field edition: who may, what lies in the folder, and that only the passphrase opens it."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from mingcha.conduct.field import actions, editions, shelf
from mingcha.conduct.field.models import Edition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.exchange import make_keys
from mingcha.testing.foundation import make_user

pytestmark = pytest.mark.django_db
PASSPHRASE = "巡察组 自己 记得 的 一句话 长"


@pytest.fixture
def site() -> Site:
    make_keys()
    return make_site()


def made(site: Site, folder: Path) -> Edition:
    return actions.make_edition(site.inspection, to=folder, passphrase=PASSPHRASE, by=site.staff)


def test_a_wrong_passphrase_opens_nothing(site: Site, tmp_path: Path) -> None:
    made(site, tmp_path / "e")
    with pytest.raises(Invalid):
        editions.open_keys(tmp_path / "e", PASSPHRASE + "!")
    told = (tmp_path / "e" / editions.ABOUT).read_text(encoding="utf-8")
    keys = editions.open_keys(tmp_path / "e", PASSPHRASE)
    assert keys.field_key not in told
    assert keys.signing not in told


def test_only_the_office_makes_one_and_nothing_is_left_of_a_refused_try(site: Site, tmp_path: Path) -> None:
    for outsider in (site.leader, site.member, make_user()):
        with pytest.raises(NotAllowed):
            actions.make_edition(site.inspection, to=tmp_path / "e", passphrase=PASSPHRASE, by=outsider)
    with pytest.raises(Invalid):
        actions.make_edition(site.inspection, to=tmp_path / "e", passphrase="short", by=site.staff)
    assert not (tmp_path / "e").exists()
    assert not Channel.objects.exists()


def test_a_folder_with_something_in_it_is_left_alone(site: Site, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("keep")
    with pytest.raises(Invalid):
        made(site, tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == ["letter.txt"]


def test_the_office_and_the_team_see_its_page_and_nobody_else(site: Site, tmp_path: Path) -> None:
    edition = made(site, tmp_path / "e")
    seen = {site.staff: 200, site.leader: 200, make_user(): 404}
    for user, status in seen.items():
        client = Client()
        client.force_login(user)
        assert client.get(edition.get_absolute_url()).status_code == status
    client = Client()
    client.force_login(site.staff)
    assert edition.get_absolute_url() in client.get(site.inspection.get_absolute_url()).content.decode()


def test_a_certificate_that_another_key_signed_is_refused(site: Site, tmp_path: Path) -> None:
    edition = made(site, tmp_path / "e")
    said = {"edition": str(edition.pk), "on": "2026-03-01", "last_sent": 1, "by": "某人"}
    with pytest.raises(Invalid):
        actions.read_certificate(actions.sign_certificate(said, editions.Keys().signing_key), site.staff)
    genuine = actions.sign_certificate(said, editions.open_keys(tmp_path / "e", PASSPHRASE).signing_key)
    with pytest.raises(NotAllowed):
        actions.read_certificate(genuine, site.leader)
    actions.read_certificate(genuine, site.staff)
    edition.refresh_from_db()
    assert str(edition.wiped_on) == "2026-03-01"


# In the browser


def run_jobs() -> None:
    for job in Job.objects.all():
        jobs.run(str(job.pk))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_an_edition_is_made_in_the_browser_and_carried_away_as_one_file(site: Site, tmp_path: Path) -> None:
    client = client_of(site.staff)
    page = f"/field/new/{site.inspection.pk}/"
    assert page in client.get(site.inspection.get_absolute_url()).content.decode()
    assert client.post(page, {"passphrase": PASSPHRASE, "again": PASSPHRASE, "suite": "1"}).status_code == 302
    edition = Edition.objects.get()
    assert client.get(f"{edition.get_absolute_url()}fetch/").status_code == 409  # not packed yet
    run_jobs()
    answer = client.get(f"{edition.get_absolute_url()}fetch/")
    with ZipFile(BytesIO(answer.getvalue())) as archive:
        archive.extractall(tmp_path)
    [folder] = tmp_path.iterdir()
    assert editions.read_about(folder).edition == str(edition.pk)
    assert editions.open_keys(folder, PASSPHRASE).signing_key
    assert (folder / editions.PACKAGE).stat().st_size > 0
    assert Event.objects.filter(action="edition.hand_out", subject_id=edition.pk).count() == 1


def test_the_passphrase_lies_nowhere_in_the_office(site: Site) -> None:
    given = {"passphrase": PASSPHRASE, "again": PASSPHRASE, "suite": "1"}
    client_of(site.staff).post(f"/field/new/{site.inspection.pk}/", given)
    run_jobs()
    told = [str(one) for one in Job.objects.values()] + [str(one) for one in Event.objects.values()]
    kept = [path.read_bytes() for path in shelf.kept_at(Edition.objects.get()).iterdir()]
    assert len(kept) == 3
    assert not any(PASSPHRASE in text for text in told)
    assert not any(PASSPHRASE.encode() in raw for raw in kept)


@pytest.mark.parametrize(
    ("passphrase", "again"), [("short", "short"), (PASSPHRASE, PASSPHRASE + "!"), (PASSPHRASE, "")]
)
def test_a_weak_or_mistyped_passphrase_makes_nothing(site: Site, passphrase: str, again: str) -> None:
    given = {"passphrase": passphrase, "again": again, "suite": "1"}
    assert client_of(site.staff).post(f"/field/new/{site.inspection.pk}/", given).status_code == 422
    assert not Edition.objects.exists()
    assert not Channel.objects.exists()


def test_only_the_office_makes_packs_and_takes_an_edition_away(site: Site) -> None:
    edition = actions.begin_edition(site.inspection, passphrase=PASSPHRASE, by=site.staff)
    actions.pack_edition(edition, by=site.staff)
    address = edition.get_absolute_url()
    for user, refused in ((site.leader, 403), (make_user(), 404)):
        client = client_of(user)
        assert client.get(f"/field/new/{site.inspection.pk}/").status_code == refused
        assert client.post(f"{address}pack/").status_code == refused
        assert client.get(f"{address}fetch/").status_code == refused


def test_what_was_packed_goes_when_the_laptop_is_wiped(
    site: Site, django_capture_on_commit_callbacks: Any
) -> None:
    edition = actions.begin_edition(site.inspection, passphrase=PASSPHRASE, by=site.staff)
    actions.pack_edition(edition, by=site.staff)
    signing = editions.open_keys(shelf.kept_at(edition), PASSPHRASE).signing_key
    said = {"edition": str(edition.pk), "on": "2026-03-01", "last_sent": 1, "by": "某人"}
    with django_capture_on_commit_callbacks(execute=True):
        actions.read_certificate(actions.sign_certificate(said, signing), site.staff)
    assert not shelf.kept_at(edition).exists()
    assert not shelf.packed_at(edition).exists()
    with pytest.raises(NotNow):
        actions.pack_edition(edition, by=site.staff)
