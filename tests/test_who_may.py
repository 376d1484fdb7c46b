"""Who may open, move, list and take away what: every page and every move for everyone there is.

The tables are written by hand, in the names of `tests.world`, so that a change of a rule shows here.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from python_calamine import CalamineWorkbook

from mingcha.foundation.files.models import Attachment
from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.registry import all_ledgers
from mingcha.foundation.refusals import NotAllowed, NotNow
from mingcha.foundation.ui.moves import move_url
from mingcha.foundation.workflow import Move, Workflow
from tests.registry import patterns, workflows
from tests.world import ADMINISTRATORS, World

pytestmark = pytest.mark.django_db

OFFICE = "office_head office_staff "
GROUP = "group_head group_member "
TEAM = "leader deputy liaison member "
AFTER = "after_leader after_deputy after_liaison after_member "
SUPERVISING = "supervisor case_manager organisation_officer "
DISCIPLINE = "supervisor case_manager "

# Who sees each record of `tests.world`. Nobody else does: not the office beside, not whoever is
# recused or has left, not a team whose authorisation ended, not an administrator.
SEES = {
    "term": OFFICE + GROUP + "committee_clerk above_staff",
    "proposal": OFFICE + GROUP + "committee_clerk above_staff",
    "draft_proposal": OFFICE + GROUP + "committee_clerk above_staff",
    "planned_visit": OFFICE + GROUP + "committee_clerk above_staff",
    "round": OFFICE + GROUP + TEAM + "committee_clerk above_staff recused",
    "task": OFFICE + GROUP + TEAM + "committee_clerk above_staff",
    "team": OFFICE + GROUP + TEAM + "committee_clerk above_staff recused",
    "membership": OFFICE + GROUP + TEAM + "committee_clerk above_staff recused",
    "authorisation": OFFICE + GROUP + TEAM + "committee_clerk above_staff recused",
    "recusal": OFFICE + GROUP + "recused",
    "draft_list_request": OFFICE,
    "list_request": OFFICE + TEAM + "organisation_officer recused",
    "list_line": OFFICE + TEAM + "organisation_officer",
    "question": OFFICE + TEAM,
    "responsibility": OFFICE + TEAM,
    "checklist": OFFICE + GROUP + TEAM + AFTER + "recused above_staff",
    "template": OFFICE + GROUP + TEAM + AFTER + "recused above_staff",
    "check": OFFICE + TEAM,
    "work_plan": OFFICE + GROUP + TEAM + "recused above_staff",
    "handbook": OFFICE + GROUP + TEAM + "recused above_staff",
    "plan_comment": OFFICE + GROUP + TEAM + "recused above_staff",
    "training": OFFICE + GROUP + TEAM + "committee_clerk above_staff recused",
    "pledge": OFFICE + GROUP + "member",
    "organisation": OFFICE + GROUP + TEAM + AFTER + SUPERVISING
    + "committee_clerk above_staff representative",
    "inspection": OFFICE + GROUP + TEAM + "above_staff representative",
    "talk": OFFICE + TEAM,
    "hearing": OFFICE + TEAM,
    "mid_term": OFFICE + TEAM + GROUP,
    "petition": OFFICE + TEAM,
    "paper": OFFICE + TEAM,
    "signed_paper": OFFICE + TEAM,
    "evidence": OFFICE + TEAM,
    "draft_finding": OFFICE + TEAM,
    "finding": OFFICE + TEAM + GROUP + "above_staff",
    "immediate": OFFICE + TEAM,
    "issued_immediate": OFFICE + TEAM + GROUP + "above_staff representative",
    "lead": OFFICE + TEAM + GROUP,
    "sent_lead": OFFICE + TEAM + GROUP + "case_manager",
    "dataset": OFFICE + TEAM,
    "version": OFFICE + TEAM,
    "match": OFFICE + TEAM,
    "pair": OFFICE + TEAM,
    "decided_pair": OFFICE + TEAM,
    "run": OFFICE + TEAM,
    "clue": OFFICE + TEAM,
    "proposed_clue": OFFICE + TEAM,
    "edition": OFFICE + TEAM,
    "laptop_channel": OFFICE + TEAM,
    "laptop_package": OFFICE + TEAM,
    "shared_paper": OFFICE + TEAM,
    "conflict": OFFICE + TEAM,
    "level_paper": OFFICE + GROUP,
    "own_model": OFFICE + TEAM + AFTER + "recused",
    "draft_comment": OFFICE + GROUP + "above_staff",
    "comment": OFFICE + GROUP + TEAM + "above_staff",
    "draft_prompt": OFFICE + GROUP + "above_staff",
    "prompt": OFFICE + GROUP + TEAM + "above_staff recused",
    "keys": OFFICE + TEAM + "recused",
    "code": OFFICE + TEAM,
    "sealed_report": OFFICE + TEAM,
    "draft_questionnaire": OFFICE + TEAM,
    "questionnaire": OFFICE + TEAM,
    "after_inspection": OFFICE + GROUP + AFTER + "above_staff after_representative",
    "report": OFFICE + GROUP + AFTER + "above_staff committee_clerk",
    "feedback": OFFICE + GROUP + AFTER + SUPERVISING + "above_staff committee_clerk after_representative",
    "issue": OFFICE + GROUP + AFTER + SUPERVISING + "above_staff committee_clerk after_representative",
    "meeting": OFFICE + GROUP + "committee_clerk",
    "decision": OFFICE + GROUP + AFTER + "committee_clerk",
    "minutes": OFFICE + GROUP + "committee_clerk",
    "named": OFFICE + GROUP + "committee_clerk",
    "plan": OFFICE + GROUP + AFTER + SUPERVISING + "above_staff after_representative",
    "item": OFFICE + GROUP + AFTER + SUPERVISING + "above_staff after_representative",
    "progress": OFFICE + GROUP + AFTER + SUPERVISING + "above_staff after_representative",
    "ended_inspection": OFFICE + GROUP + "above_staff ended_representative",
    "ended_round": OFFICE + GROUP + "above_staff committee_clerk",
    "ended_talk": OFFICE,
    "ended_petition": OFFICE,
    "ended_paper": OFFICE,
    "ended_finding": OFFICE,
    "ended_lead": OFFICE + GROUP + "case_manager",
    "ended_dataset": OFFICE,
    "ended_clue": OFFICE,
    "letter": OFFICE + GROUP + "case_manager",
    "draft_letter": OFFICE + GROUP,
    "result": OFFICE + GROUP + "case_manager",
    "supervision_act": OFFICE + GROUP + DISCIPLINE + "above_staff",
    "circular": OFFICE + GROUP + DISCIPLINE + "above_staff",
    "accountability": OFFICE + GROUP + DISCIPLINE + "above_staff",
    "correction": OFFICE + GROUP + DISCIPLINE + "above_staff",
    "common_problem": OFFICE + GROUP + DISCIPLINE + "above_staff",
    "draft_suggestion": OFFICE + GROUP + "above_staff",
    "suggestion": OFFICE + GROUP + "above_staff organisation_officer",
    "visit": OFFICE + GROUP + "above_staff below_staff below_head below_group",
    "note": OFFICE + GROUP + "above_staff below_staff below_head below_group",
    "forming_round": OFFICE + GROUP + "committee_clerk above_staff",
    "team_proposal": OFFICE + GROUP,
    "adopted_team_proposal": OFFICE + GROUP,
    "talent": OFFICE + GROUP + "above_staff organisation_officer member",
    "nominee": OFFICE + GROUP + "above_staff organisation_officer",
    "qualified": OFFICE + GROUP + "above_staff organisation_officer",
}  # fmt: skip
# Records with no page of their own under this address, and files, which go with their record.
FILES = {
    "evidence_file": "signed_paper",
    "attachment": "petition",
    "round_file": "round",
    "training_file": "training",
}
# Who sees the record but not its files: they may name what one is recused from.
NOT_THE_FILES = {"round_file": {"recused"}, "training_file": {"recused"}}
PAGELESS = {"evidence"}
OUTSIDERS = ("recused", "gone", "representative", "ended_leader", "beside_staff", "beside_leader", "nobody")
# People in the same position as another: asked of the rules, but not of every page.
TWINS = {
    "deputy",
    "liaison",
    "after_deputy",
    "after_liaison",
    "ended_deputy",
    "ended_liaison",
    "ended_leader",
}
TWINS |= {"below_case", "below_head", "beside_case", "beside_group", "above_group", "beside_representative"}


def at_the_door(world: World) -> list[str]:
    return [who for who in world.people if who not in TWINS]


def sees(name: str) -> set[str]:
    return set(SEES[name].split())


def test_the_table_names_every_record_and_every_kind_of_record(world: World) -> None:
    assert set(SEES) | set(FILES) == set(world.records)
    told = {type(record) for record in world.records.values()}
    listed = {ledger.model for ledger in all_ledgers()}
    stages = {model for model in listed if not model.__module__.startswith("mingcha.foundation")}
    elsewhere = {"Body", "Post", "LeadingPerson", "Representative", "Division", "ScopeEntry"}
    elsewhere |= {"Frame", "IssueClass", "RuleSet", "CodeList", "ReviewRemark"}
    assert {model.__name__ for model in stages - told} == elsewhere


@pytest.mark.parametrize("name", SEES)
def test_a_record_is_seen_by_exactly_those_people(world: World, name: str) -> None:
    record = world.records[name]
    rows = type(record).objects
    seen = {who for who, user in world.people.items() if rows.visible_to(user).filter(pk=record.pk).exists()}
    assert seen == sees(name)


@pytest.mark.parametrize("name", [name for name in SEES if name not in PAGELESS])
def test_its_page_opens_for_exactly_those_people(world: World, name: str) -> None:
    url = page_of(world.records[name])
    allowed = page_readers(name)
    found = {who: world.client(who).get(url).status_code for who in at_the_door(world)}
    assert found == {who: 200 if who in allowed else 404 for who in at_the_door(world)}


def page_of(record: Any) -> str:
    return str(record.get_absolute_url()).partition("?")[0]


def page_readers(name: str) -> set[str]:
    """A part of a record is shown on the record's page."""
    whole = {
        "issue": "feedback",
        "named": "minutes",
        "progress": "item",
        "note": "visit",
        "check": "task",
    }
    return sees(whole.get(name, name)) if name != "result" else sees("ended_lead")


@pytest.mark.parametrize("name", FILES)
def test_a_file_leaves_only_for_those_who_see_its_record(world: World, name: str) -> None:
    url = reverse("files:download", args=[file_key(world.records[name])])
    allowed = sees(FILES[name]) - NOT_THE_FILES.get(name, set())
    found = {who: world.client(who).get(url).status_code for who in at_the_door(world)}
    assert found == {who: 200 if who in allowed else 404 for who in at_the_door(world)}


def file_key(record: Any) -> UUID:
    """The place on its record by which a file is asked for."""
    place = record if isinstance(record, Attachment) else Attachment.objects.get(file=record)
    return place.pk


# Moves


def moved_records(world: World) -> Iterator[tuple[Workflow, str, Any]]:
    for workflow in workflows():
        for name, record in world.records.items():
            if type(record) is workflow.model:
                yield workflow, name, record


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)
def test_a_move_is_asked_of_those_who_may_make_it_and_nobody_else(world: World, workflow: Workflow) -> None:
    records = [(name, record) for of, name, record in moved_records(world) if of is workflow]
    assert records, f"no {workflow.name} in the world"
    wrong = []
    for name, record in records:
        fresh = workflow.model._base_manager.get(pk=record.pk)
        for who in at_the_door(world):
            client = world.client(who)
            for move in workflow.moves.values():
                status = client.get(move_url(workflow, fresh, move)).status_code
                if status != expected_status(world, name, fresh, who, move):
                    wrong.append(f"{name} {move.name} {who}: {status}")
                if who not in sees(name):
                    break  # one move is enough to know that there is no way to the record
    assert wrong == []


def expected_status(world: World, name: str, record: Any, who: str, move: Move) -> int:
    if who not in sees(name) or move.quiet:
        return 404
    refusal = move.refusal(record, world.person(who))
    return {NotAllowed: 403, NotNow: 409}.get(type(refusal), 200)


# Who may make each move that decides something, on the record of the world in the right status.
DECIDES = {
    ("paper", "submit"): "member liaison",
    ("finding", "withdraw"): "leader",
    ("draft_finding", "confirm"): "leader",
    ("immediate", "agree"): "leader",
    ("issued_immediate", "receipt"): "representative",
    ("lead", "approve"): "leader",
    ("sent_lead", "receipt"): "",
    ("petition", "summarise"): OFFICE + TEAM,
    ("comment", "answer"): TEAM,
    ("draft_suggestion", "approve"): GROUP,
    ("suggestion", "receipt"): "organisation_officer",
    ("item", "confirm"): DISCIPLINE,
    ("authorisation", "end"): GROUP + "committee_clerk",
    ("round", "stop"): GROUP,
    ("draft_proposal", "submit"): "office_head",
    ("proposal", "adopt"): GROUP,
    ("inspection", "leave"): "leader",
    ("dataset", "destroy"): "office_head",
    ("pair", "same"): OFFICE + TEAM,
    ("decided_pair", "reopen"): OFFICE + TEAM,
    ("clue", "assign"): OFFICE,
    ("clue", "take_up"): TEAM,
    ("proposed_clue", "agree"): "leader deputy",
    ("own_model", "approve"): "office_head",
    ("keys", "destroy"): "office_head",
    ("code", "withdraw"): OFFICE + "leader",
    ("sealed_report", "open"): "leader",
    ("sealed_report", "empty"): "office_head",
    ("draft_questionnaire", "publish"): OFFICE + "leader",
    ("questionnaire", "count"): TEAM,
    ("list_request", "answer"): "organisation_officer",
    ("list_request", "accept"): OFFICE,
    ("question", "confirm"): TEAM,
    ("question", "exclude"): "leader deputy",
    ("work_plan", "approve"): "above_staff",
    ("work_plan", "submit"): "office_head",
    ("team_proposal", "adopt"): OFFICE,
    ("nominee", "qualify"): "organisation_officer",
    ("qualified", "admit"): "office_head",
    ("talent", "take_out"): OFFICE + "above_staff",
}


@pytest.mark.parametrize(("name", "move"), [key for key in DECIDES if key != ("sent_lead", "receipt")])
def test_what_decides_something_is_decided_by_exactly_these(world: World, name: str, move: str) -> None:
    workflow = next(of for of, called, _record in moved_records(world) if called == name)
    record = world.records[name]
    may = {who for who, user in world.people.items() if workflow.moves[move].who(user, record)}
    assert may & sees(name) == set(DECIDES[name, move].split())


@pytest.mark.parametrize("ledger", [one for one in all_ledgers() if one.bulk], ids=lambda one: one.name)
def test_many_at_once_is_offered_to_whoever_may_make_the_move_somewhere(world: World, ledger: Ledger) -> None:
    """Nobody who may make a move on a record of the world misses its button over the list."""
    records = [one for one in world.records.values() if type(one) is ledger.model]
    for bulk in ledger.bulk:
        for who, user in world.people.items():
            may = any(bulk.row.who(user, record) for record in records)
            assert bulk.who(user) or not may, (bulk.name, who)


def test_moves_a_person_can_never_make_are_not_offered_on_many(world: World) -> None:
    offered = {
        who: {bulk.name for one in all_ledgers() for bulk in one.bulk if bulk.who(world.person(who))}
        for who in ("leader", "representative", "organisation_officer", "nobody")
    }
    assert {"paper.sign", "finding.confirm"} <= offered["leader"]
    assert not {"paper.file", "lead.decide", "item.start", "talent.admit"} & offered["leader"]
    assert {"item.start", "item.finish"} <= offered["representative"]
    assert not {"paper.sign", "item.write_off", "inspection.enter"} & offered["representative"]
    assert "talent.qualify" in offered["organisation_officer"]
    always = {"pair.same", "pair.different", "clue.take_up"}  # asked of each row
    assert offered["nobody"] == always


# Addresses


def record_patterns() -> list[tuple[str, URLPattern]]:
    """Addresses of the stages that name one record and nothing else."""
    found = [(name, pattern) for name, pattern in patterns(get_resolver()) if name.count(":") == 1]
    stages = {config.label for config in apps.get_app_configs() if ".foundation" not in config.name}
    return [
        (name, pattern)
        for name, pattern in found
        if name.partition(":")[0] in stages and list(pattern.pattern.converters) == ["pk"]
    ]


@pytest.mark.parametrize("name", [name for name, _pattern in record_patterns()])
def test_no_address_gives_a_stranger_anything_whatever_record_it_names(world: World, name: str) -> None:
    public = {"Organisation"} if name == "petitions:create_for_office" else set()
    for who in ("nobody", "security"):
        if who == "security" and name.startswith("bodies:"):
            continue  # bodies and posts are that administrator's business
        client = world.client(who)
        for record in world.records.values():
            if type(record).__name__ in public:
                continue
            url = reverse(name, args=[record.pk])
            assert client.get(url).status_code in (403, 404, 405), (who, record)
            assert client.post(url).status_code in (403, 404, 405), (who, record)


@pytest.mark.parametrize(
    "who", ["office_head", "leader", "representative", "case_manager", "after_representative"]
)
def test_reading_changes_nothing(world: World, who: str) -> None:
    client = world.client(who)
    client.get("/")  # the session is written once
    for name, record in world.records.items():
        if name in FILES or name in PAGELESS:
            continue
        with CaptureQueriesContext(
            connection,
        ) as made:
            client.get(page_of(record))
        assert writes(made) == [], name


def writes(made: CaptureQueriesContext) -> list[str]:
    """Statements that change something other than the trail of what was read."""
    allowed = ('"audit_event"', '"audit_link"', '"django_session"', "audit_")
    changing = [
        one["sql"] for one in made.captured_queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    return [statement for statement in changing if not any(table in statement for table in allowed)]


# Ledgers


def keys_in(response: HttpResponse, world: World) -> set[str]:
    """The names of the world's records whose page the list links to."""
    text = response.content.decode()
    return {name for name, record in world.records.items() if f"{record.pk}" in text}


@pytest.mark.parametrize("ledger", all_ledgers(), ids=lambda ledger: ledger.name)
def test_a_ledger_shows_only_what_each_person_may_see(world: World, ledger: Ledger) -> None:
    for who in at_the_door(world):
        user = world.person(who)
        response = world.client(who).get(ledger_url(ledger.name, view="all"))
        assert response.status_code == (200 if ledger.who(user) else 404), who
        if response.status_code == 200:
            shown = {name for name in keys_in(response, world) if type(world.records[name]) is ledger.model}
            assert shown <= {name for name in SEES if who in sees(name)}, who


def test_administrators_and_strangers_are_offered_no_ledger_of_the_stages(world: World) -> None:
    for who in ADMINISTRATORS:
        offered = {ledger.name for ledger in all_ledgers() if ledger.who(world.person(who))}
        assert offered <= {"accounts", "events", "bodies", "posts", "frames", "issue_classes", "rule_sets",
                           "code_lists", "divisions"}, who  # fmt: skip


@pytest.mark.parametrize("ledger", all_ledgers(), ids=lambda ledger: ledger.name)
def test_a_workbook_holds_exactly_the_rows_a_person_may_see(world: World, ledger: Ledger) -> None:
    for who in ("member", "recused", "gone", "beside_staff", "above_staff", "representative", "case_manager"):
        user = world.person(who)
        if not ledger.who(user):
            assert world.client(who).post(reverse("ledgers:export", args=[ledger.name])).status_code == 404
            continue
        response = world.client(who).post(reverse("ledgers:export", args=[ledger.name]))
        assert response.status_code == 200
        book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
        rows = book.get_sheet_by_index(0).to_python()
        assert len(rows) - 1 == ledger.model.objects.visible_to(user).count(), who


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_tab_of_any_record_shows_an_outsider_more(world: World, who: str) -> None:
    """Lists within a record open only where the record does, and hold what the person sees anyway."""
    client, allowed = world.client(who), {name for name in SEES if who in sees(name)}
    for ledger in all_ledgers():
        for label in ledger.within:
            for name, record in world.records.items():
                if record._meta.label.lower() != label.lower():
                    continue
                response = client.get(ledger_url(ledger.name, within=record))
                may = name in allowed and ledger.who(world.person(who))
                assert response.status_code == (200 if may else 404), (ledger.name, name)
                if may:
                    shown = {
                        one for one in keys_in(response, world) if type(world.records[one]) is ledger.model
                    }
                    assert shown <= allowed, (ledger.name, name)


def test_the_inspected_organisation_meets_nothing_of_the_work_on_any_page(world: World) -> None:
    """Their own pages name no petition, talk, paper, draft, lead, report or meeting, in any tab."""
    for who in ("representative", "after_representative"):
        client, allowed = world.client(who), {name for name in SEES if who in sees(name)}
        hidden = set(world.records) - allowed - {"round", "task", "team", "term", "evidence_file", "issue"}
        for name in allowed:
            page = client.get(page_of(world.records[name]))
            for tab in ["", *(panel.name for panel in page.context.get("tabs") or [])]:
                shown = keys_in(client.get(page_of(world.records[name]), {"tab": tab}), world)
                assert shown & hidden == set(), (name, tab)
