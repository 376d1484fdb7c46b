"""Making a field edition: who may, what lies in the folder, and that only the passphrase opens it."""

from pathlib import Path

import pytest
from django.test import Client

from mingcha.conduct.field import actions, editions
from mingcha.conduct.field.models import Edition
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.refusals import Invalid, NotAllowed
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
