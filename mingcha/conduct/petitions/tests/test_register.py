"""Registering, deciding, merging, passing on and closing; who may, who may not, and what is kept secret."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingcha.conduct.petitions import actions
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.queries import likely_repeats
from mingcha.conduct.petitions.workflow import WORKFLOW
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow, Refusal
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import Site, make_petition, make_site
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import end_member
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db
WHO = "测试举报人,0000-1234567"


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_every_way_through_the_register_ends_in_a_closed_petition(site: Site) -> None:
    leader = site.leader
    for status in ("verifying", "immediate", "problem", "lead", "passed_on", "kept"):
        petition = make_petition(site.inspection, by=leader, status=status)
        assert petition.status == status
        WORKFLOW.perform(petition, "close", by=leader, result="已办", replied_on=None)
        assert petition.closed_on == timezone.localdate()
    numbers = list(Petition.objects.order_by("number").values_list("number", flat=True))
    assert numbers == [f"2026-{number:05}" for number in range(1, 7)]
    letters = Petition.objects.exclude(letter_number=None).values_list("letter_number", flat=True)
    assert list(letters) == [1]
    assert Event.objects.filter(action="petition.register").count() == 6


def test_each_person_is_offered_exactly_the_moves_they_may_make(site: Site) -> None:
    member, leader, staff = site.member, site.leader, site.staff
    turns = ["verify", "immediate", "list", "propose"]
    expected: dict[str, dict[str, list[str]]] = {
        "registered": dict.fromkeys(("member", "leader", "staff"), ["summarise", "merge"]),
        "summarised": {"member": ["merge"], "leader": ["classify", "merge"], "staff": ["merge"]},
        "classified": {
            "member": ["merge"],
            "leader": [*turns, "keep", "merge", "reconsider"],
            "staff": ["merge"],
        },
        "verifying": {
            "member": ["close"],
            "leader": [*turns[1:], "keep", "reconsider", "close"],
            "staff": ["close"],
        },
        "closed": {"member": [], "leader": [], "staff": []},
    }
    people = {"member": member, "leader": leader, "staff": staff}
    for status, offers in expected.items():
        petition = make_petition(site.inspection, by=leader, status=status)
        for who, names in offers.items():
            offered = [move.name for move in WORKFLOW.available(petition, people[who])]
            assert offered == names, (status, who)


def test_what_a_move_needs_is_asked_for(site: Site) -> None:
    leader = site.leader
    given: list[tuple[str, str, dict[str, Any]]] = [
        ("registered", "summarise", {"summary": " "}),
        ("summarised", "classify", {"classification": "", "meeting_opinion": "同意"}),
        ("summarised", "classify", {"classification": "lead", "meeting_opinion": ""}),
        ("classified", "pass_on", {"passed_to": "测试信访局"}),
        ("classified", "keep", {}),
        ("verifying", "close", {"result": ""}),
        ("registered", "merge", {"duplicate_of": None}),
    ]
    for status, move, fields in given:
        petition = make_petition(site.inspection, by=leader, status=status)
        with pytest.raises(Refusal):
            WORKFLOW.perform(petition, move, by=leader, **fields)
    outside = make_petition(site.inspection, by=leader, status="summarised")
    WORKFLOW.perform(outside, "classify", by=leader, classification="personal", meeting_opinion="转办")
    with pytest.raises(NotNow):
        WORKFLOW.perform(outside, "verify", by=leader)
    with pytest.raises(Invalid):
        WORKFLOW.perform(outside, "pass_on", by=leader, passed_to="")


def test_a_real_name_petition_is_answered_before_it_is_closed(site: Site) -> None:
    petition = make_petition(site.inspection, by=site.leader, status="verifying", named=True, complainant=WHO)
    with pytest.raises(Invalid):
        WORKFLOW.perform(petition, "close", by=site.leader, result="属实")
    WORKFLOW.perform(petition, "close", by=site.leader, result="属实", replied_on=date(2026, 5, 1))


def test_duplicates_are_suggested_and_merged_into_the_first(site: Site) -> None:
    leader = site.leader
    words: dict[str, Any] = {
        "reflected": "测试甲",
        "content": "反映测试甲在项目招标中收受礼金并为亲属谋取利益",
    }
    first = make_petition(site.inspection, by=leader, **words)
    again = make_petition(site.inspection, by=leader, **{**words, "content": words["content"] + "请核查"})
    other = make_petition(site.inspection, by=leader, content="村道路灯长期不亮影响出行")
    assert [one.petition for one in likely_repeats(again, leader)] == [first]
    with pytest.raises(Invalid):
        actions.merge_petition(again, again, by=leader)
    actions.merge_petition(again, first, by=leader)
    with pytest.raises(Invalid):
        actions.merge_petition(other, again, by=leader)
    with pytest.raises(Invalid):
        actions.merge_petition(first, other, by=leader)
    assert (again.status, again.classification) == ("duplicate", "repeated")
    WORKFLOW.perform(again, "separate", by=leader, note="不是同一件事")
    assert (again.duplicate_of, again.classification) == (None, "")


def test_several_are_classified_together(site: Site) -> None:
    rows = [make_petition(site.inspection, by=site.leader, status="summarised") for _each in range(3)]
    outcome = actions.classify_petitions(rows, classification="problem", opinion="列入", by=site.leader)
    assert len(outcome.done) == 3
    assert Petition.objects.filter(status="classified", classified_by=site.leader).count() == 3


def test_nobody_else_sees_a_petition(site: Site) -> None:
    office = site.made.office
    petition = make_petition(site.inspection, by=site.leader)
    above = make_office("province")
    type(office).objects.filter(pk=office.pk).update(parent=above)
    strangers = [
        make_user(),
        make_administrator("audit"),
        make_officer(make_office("city")),
        make_officer(above),
        make_representative(site.inspection.organisation),
        site.person("group_head"),
    ]
    for user in strangers:
        assert not Petition.objects.visible_to(user).exists(), user
    for user in (site.leader, site.member, site.staff, site.head):
        assert Petition.objects.visible_to(user).get() == petition
    recused = site.person("deputy")
    RecusalDeclaration.objects.filter(user=recused).update(relation="kin", status="declared")
    forget_rights(recused)
    assert not Petition.objects.visible_to(recused).exists()
    end_member(site.made.team, site.member)
    assert not Petition.objects.visible_to(site.person("member")).exists()


def test_only_the_team_and_its_office_register_and_not_before_the_notice(site: Site) -> None:
    for user in (make_user(), site.person("group_head"), make_officer(make_office())):
        with pytest.raises(NotAllowed):
            make_petition(site.inspection, by=user)
    with pytest.raises(Invalid):
        make_petition(site.inspection, by=site.leader, received_on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Invalid):
        make_petition(site.inspection, by=site.leader, channel="pigeon")
    waiting = make_site("preparing")
    with pytest.raises(NotNow):
        make_petition(waiting.inspection, by=waiting.staff)


def test_an_office_decides_on_what_came_to_no_team() -> None:
    office = make_office()
    staff = make_officer(office)
    petition = make_petition(office=office, by=staff, status="passed_on")
    assert petition.letter_number == 1
    assert petition.inspection is None


def test_the_identity_is_sealed_and_opened_only_for_a_reason(site: Site) -> None:
    petition = make_petition(site.inspection, by=site.member, named=True, complainant=WHO)
    assert WHO.encode() not in bytes(petition.complainant_sealed or b"")
    assert actions.reveal_complainant(petition, by=site.leader, reason="回访") == WHO
    assert actions.reveal_complainant(petition, by=site.head, reason="回访") == WHO
    for user in (site.member, site.staff, site.person("deputy")):
        with pytest.raises(NotAllowed):
            actions.reveal_complainant(petition, by=user, reason="好奇")
    with pytest.raises(Invalid):
        actions.reveal_complainant(petition, by=site.leader, reason=" ")
    actions.edit_petition(petition, by=site.member, complainant="测试另一人")
    assert actions.reveal_complainant(petition, by=site.leader, reason="回访") == "测试另一人"
    told = Event.objects.filter(action="petition.reveal")
    assert told.count() == 3
    assert not [event for event in Event.objects.all() if "测试举报人" in str(event.facts)]


def test_a_register_is_imported_once(site: Site) -> None:
    rows = [
        {"number": f"旧{number}", "channel": "call", "received_on": date(2026, 3, 9), "content": "内容"}
        for number in range(3)
    ]
    given: dict[str, Any] = {"by": site.member, "within": site.inspection, "office": None}
    assert actions.import_petitions(rows, existing="skip", **given) == (3, 0, 0)
    assert actions.import_petitions(rows, existing="skip", **given) == (0, 0, 3)
    assert actions.import_petitions(rows, existing="update", **given) == (0, 3, 0)
    with pytest.raises(Invalid):
        actions.import_petitions(rows, existing="stop", **given)
