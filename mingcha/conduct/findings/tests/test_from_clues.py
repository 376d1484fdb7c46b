"""A confirmed clue becomes a working paper with its rows as evidence; any other does not."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from mingcha.conduct.findings.actions import open_paper_from_clue
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.testing.clues import make_clue
from mingcha.testing.conduct import Site, make_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_a_confirmed_clue_opens_a_paper_with_its_rows(site: Site) -> None:
    clue = make_clue(site, "confirmed")
    paper = open_paper_from_clue(clue, by=site.member)
    assert (paper.source, paper.status) == ("model", "draft")
    assert paper.overview == clue.sentence
    assert clue.reason in paper.discovery
    assert list(paper.clues.all()) == [clue]
    evidence = paper.evidence.get()
    assert evidence.kind == "data"
    assert evidence.file
    book = CalamineWorkbook.from_filelike(BytesIO(evidence.file.content.read()))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[2:]] == clue.keys["payments"]
    assert Event.objects.filter(action="clue.paper", subject_id=clue.pk).count() == 1


@pytest.mark.parametrize("status", ["raised", "assigned", "proposed", "dismissed"])
def test_any_other_clue_opens_none(site: Site, status: str) -> None:
    with pytest.raises(NotNow):
        open_paper_from_clue(make_clue(site, status), by=site.member)
    assert not WorkingPaper.objects.exists()


def test_only_the_team_opens_it(site: Site) -> None:
    clue = make_clue(site, "confirmed")
    for user in (site.staff, site.leader):
        with pytest.raises(NotAllowed):
            open_paper_from_clue(clue, by=user)


def test_the_button_is_on_the_clues_page_for_the_team(site: Site) -> None:
    clue = make_clue(site, "confirmed")
    client, url = Client(), reverse("findings:paper_from_clue", args=[clue.pk])
    client.force_login(site.staff)
    assert url not in client.get(clue.get_absolute_url()).content.decode()
    client.force_login(site.member)
    assert url in client.get(clue.get_absolute_url()).content.decode()
    response = client.post(url)
    paper = WorkingPaper.objects.get()
    assert response["Location"] == reverse("findings:paper_edit", args=[paper.pk])
    assert str(clue) in client.get(paper.get_absolute_url()).content.decode()
