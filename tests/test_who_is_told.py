"""Who gets a notice of what: those it waits for or concerns, and nobody who may not open its page."""

import pytest

from mingcha.conduct.inspections.actions import advance_inspection
from mingcha.foundation.notices.models import Notice
from mingcha.testing.conclude import make_feedback, reporting_site
from mingcha.testing.conduct import arrange, make_site
from mingcha.testing.findings import representative
from tests.world import World

pytestmark = pytest.mark.django_db

TEAM = "leader deputy liaison member "
# Whom the notices that lead to each record of `tests.world` went to.
TOLD = {
    "round": TEAM + "recused gone",
    "recusal": "recused",
    "comment": TEAM,
    "draft_comment": "",
    "prompt": TEAM + "recused",
    "draft_prompt": "",
    "issued_immediate": "representative",
    "immediate": "",
    "plan": "after_representative",
    "letter": "case_manager",
    "draft_letter": "",
    "suggestion": "organisation_officer",
    "draft_suggestion": "",
    "list_request": "office_staff organisation_officer",
    "draft_list_request": "",
    "question": "",
    "work_plan": "above_staff",
    "petition": "",
    "paper": "",
}


@pytest.mark.parametrize("name", TOLD)
def test_those_it_concerns_are_told_and_nobody_else(world: World, name: str) -> None:
    notices = Notice.objects.filter(url=world.records[name].get_absolute_url())
    told = {who for who, user in world.people.items() if notices.filter(user=user).exists()}
    assert told == set(TOLD[name].split())


def test_whoever_is_told_may_open_what_it_is_about(world: World) -> None:
    left = {"gone"}  # told while they were in the team
    for who, user in world.people.items():
        client = world.client(who)
        for notice in Notice.objects.filter(user=user):
            answer = client.get(notice.url, follow=True).status_code
            ended = who in left or who.startswith("ended_")
            assert answer == 200 or ended, (who, notice.text, notice.url)


def test_the_organisation_is_told_of_the_notice_and_of_its_feedback() -> None:
    before, after = make_site("preparing"), reporting_site()
    first, second = representative(before), representative(after)
    arrange(before)
    advance_inspection(before.inspection, "notify", by=before.staff)
    opinion = make_feedback(after, "served")
    urls = {one.user: one.url for one in Notice.objects.filter(user__in=[first, second])}
    assert urls == {first: before.inspection.get_absolute_url(), second: opinion.get_absolute_url()}
