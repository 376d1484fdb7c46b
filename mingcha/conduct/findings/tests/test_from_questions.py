"""From a question of the issue list to a working paper: once, by the team, and the question says so."""

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.conduct.findings.models import WorkingPaper
from mingcha.testing.briefs import make_question
from mingcha.testing.conduct import make_site

pytestmark = pytest.mark.django_db


def test_a_question_becomes_a_working_paper() -> None:
    site = make_site("on_site")
    question, member = make_question(site.made), site.made.fresh("member")
    client = Client()
    client.force_login(member)
    page = client.get(question.get_absolute_url()).content.decode()
    url = reverse("findings:paper_from_question", args=[question.pk])
    assert url in page
    assert client.post(url).status_code == 302
    paper = WorkingPaper.objects.get()
    question.refresh_from_db()
    assert list(paper.questions.all()) == [question]
    assert (question.status, question.settled_by) == ("papered", member)
    assert client.post(url).status_code == 409
    assert WorkingPaper.objects.count() == 1


def test_only_the_team_on_site_opens_one() -> None:
    site = make_site("notified")
    question = make_question(site.made)
    url = reverse("findings:paper_from_question", args=[question.pk])
    for who, status in (("member", 409), ("office_staff", 403), ("group_head", 404)):
        client = Client()
        client.force_login(site.made.fresh(who))
        assert client.post(url).status_code == status, who
    assert not WorkingPaper.objects.exists()
