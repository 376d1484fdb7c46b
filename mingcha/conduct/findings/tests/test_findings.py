"""Findings: what they rest on, who confirms them, how they are read from a workbook and counted."""

from typing import Any

import pytest

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.indicators import INDICATORS, PARTS, SUMS
from mingcha.conduct.findings.ledger import known_findings, resolve_finding
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.findings.queries import (
    class_tree,
    duplicates_of,
    free_numbers,
    likeness,
    pairs_of,
    similar_findings,
)
from mingcha.conduct.findings.signals import withdrawing
from mingcha.conduct.findings.workflow import FINDINGS, PAPERS
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.indicators import Indicator, Scope, registry
from mingcha.foundation.ledgers import CellError
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import (
    FOUND,
    issue_class,
    make_finding,
    make_paper,
    make_signed_paper,
    representative,
    section,
)
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import make_frame, make_issue_class, make_office, make_officer

pytestmark = pytest.mark.django_db

PEOPLE = ("member", "liaison", "deputy", "leader", "office_staff", "office_head", "group_head")
ALLOWED: dict[str, dict[str, set[str]]] = {
    "draft": {
        "member": {"withdraw"},
        "liaison": {"withdraw"},
        "deputy": {"withdraw"},
        "leader": {"confirm", "withdraw"},
    },
    "confirmed": {"leader": {"return", "withdraw"}},
    "withdrawn": {},
}


@pytest.fixture
def site() -> Site:
    return make_site()


def values(site: Site, **fields: Any) -> dict[str, Any]:
    return {
        "title": "违规发放津补贴",
        "text": "20xx年违规发放津补贴12万元。",
        "frame_item": section(site, "2"),
        "issue_class": issue_class("2.4"),
        **fields,
    }


@pytest.mark.parametrize("status", ALLOWED)
def test_each_person_is_offered_exactly_the_moves_they_may_make(site: Site, status: str) -> None:
    finding = make_finding(site, status)
    offered = {who: {move.name for move in FINDINGS.available(finding, site.person(who))} for who in PEOPLE}
    assert offered == {who: ALLOWED[status].get(who, set()) for who in PEOPLE}
    for user in (representative(site), make_user(), make_administrator("system")):
        assert FINDINGS.available(finding, user) == []


# What a finding rests on


def test_a_finding_is_written_from_signed_papers_only(site: Site) -> None:
    for status in ("draft", "leader_review"):
        with pytest.raises(NotNow):
            actions.create_finding(
                site.inspection, by=site.member, papers=[make_paper(site, status)], **values(site)
            )
    with pytest.raises(Invalid):
        actions.create_finding(site.inspection, by=site.member, papers=[], **values(site))
    other = make_signed_paper()
    with pytest.raises(Invalid):
        actions.create_finding(site.inspection, by=site.member, papers=[other], **values(site))


def test_a_finding_is_not_confirmed_while_its_paper_is_written_again(site: Site) -> None:
    paper = make_signed_paper(site)
    finding = make_finding(site, "draft", paper=paper)
    PAPERS.perform(paper, "return", by=site.staff, note="补充")
    with pytest.raises(NotNow):
        FINDINGS.perform(finding, "confirm", by=site.leader)


def test_the_section_is_of_the_rounds_frame(site: Site) -> None:
    foreign = make_frame().items.first()
    with pytest.raises(Invalid):
        make_finding(site, "draft", frame_item=foreign)


# Who confirms


def test_whoever_wrote_in_a_finding_does_not_confirm_it(site: Site) -> None:
    finding = make_finding(site, "draft")
    Finding.objects.filter(pk=finding.pk).update(writers=[site.leader.pk])
    with pytest.raises(NotAllowed):
        FINDINGS.perform(finding, "confirm", by=site.leader)


def test_the_leader_does_not_write_findings(site: Site) -> None:
    paper = make_signed_paper(site)
    with pytest.raises(NotAllowed):
        actions.create_finding(site.inspection, by=site.leader, papers=[paper], **values(site))
    with pytest.raises(NotAllowed):
        actions.edit_finding(make_finding(site, "draft", paper=paper), by=site.leader, title="改")


def test_a_confirmed_finding_is_locked(site: Site) -> None:
    finding = make_finding(site)
    with pytest.raises(NotNow):
        actions.edit_finding(finding, by=site.member, title="改")
    FINDINGS.perform(finding, "return", by=site.leader, note="重新定性")
    actions.edit_finding(finding, by=site.member, title="改")
    assert (finding.title, finding.confirmed_on, finding.confirmed_by) == ("改", None, None)


def test_a_withdrawal_needs_a_reason(site: Site) -> None:
    with pytest.raises(NotNow):
        FINDINGS.perform(make_finding(site), "withdraw", by=site.leader)


def test_what_was_reported_is_not_withdrawn(site: Site) -> None:
    finding = make_finding(site)
    Inspection.objects.filter(pk=site.inspection.pk).update(status="awaiting_feedback")
    for move in ("withdraw", "return"):
        with pytest.raises(NotNow):
            FINDINGS.perform(finding, move, by=site.leader, note="查否")


def test_later_steps_may_keep_a_finding_from_being_withdrawn(site: Site) -> None:
    finding = make_finding(site)

    def cited(sender: object, finding: Finding, **given: Any) -> str:
        return "报告已引用"

    withdrawing.connect(cited)
    try:
        with pytest.raises(NotNow, match="报告已引用"):
            FINDINGS.perform(finding, "withdraw", by=site.leader, note="查否")
    finally:
        withdrawing.disconnect(cited)


def test_the_second_of_two_who_save_is_told(site: Site) -> None:
    finding = make_finding(site, "draft")
    actions.edit_finding(finding, by=site.member, revision=0, title="先")
    with pytest.raises(NotNow):
        actions.edit_finding(finding, by=site.person("liaison"), revision=0, title="后")


def test_confirming_many_does_not_ask_for_each(site: Site, django_assert_max_num_queries: Any) -> None:
    paper = make_signed_paper(site)
    rows = [values(site, inspection=site.inspection, papers=[paper], title=f"问题{no}") for no in range(8)]
    with django_assert_max_num_queries(16):
        actions.create_findings_many(rows, by=site.member)
    findings = list(Finding.objects.with_grounds())
    leader = site.leader
    with django_assert_max_num_queries(12):
        outcome = FINDINGS.perform_many(findings, "confirm", by=leader)
    assert len(outcome.done) == 8
    assert Event.objects.filter(action="finding.confirm").count() == 8


def test_numbers_are_free_ones(site: Site) -> None:
    paper = make_signed_paper(site)
    make_finding(site, "draft", paper=paper, number="002")
    assert free_numbers(site.inspection.pk, 2) == ["003", "004"]
    with pytest.raises(Invalid):
        make_finding(site, "draft", paper=paper, number="002")


def test_the_classes_are_shown_as_a_tree() -> None:
    top = issue_class("2")
    below = make_issue_class("2.4", parent=top)
    deep = make_issue_class("2.4.1", parent=below)
    loose = make_issue_class("9.1")
    tree = dict(class_tree())
    assert [key for key, _label in tree[str(top)]] == [str(one.pk) for one in (top, below, deep)]
    assert tree[str(top)][2][1].startswith("　")
    assert [key for key, _label in tree["9"]] == [str(loose.pk)]


# Likeness


def test_likeness_is_of_neighbouring_characters() -> None:
    assert likeness(pairs_of("违规发放津补贴"), pairs_of("违规发放津补贴。")) == 100
    assert likeness(pairs_of("违规发放津补贴"), pairs_of("党费收缴不及时")) == 0
    assert likeness(set(), pairs_of("甲乙")) == 0


def test_similar_findings_are_of_the_same_class_and_only_those_one_may_see(site: Site) -> None:
    same: dict[str, Any] = {"title": "违规发放津补贴十二万元", "text": "违规发放"}
    finding = make_finding(site, **same)
    beside = make_site(office=site.made.office)
    known = make_finding(beside, **same)
    make_finding(make_site(), **same)
    make_finding(beside, class_code="3.1", **same)
    make_finding(beside, "draft", **same)
    assert [one.finding for one in similar_findings(finding, site.staff)] == [known]
    assert similar_findings(finding, site.member) == []


def test_a_duplicate_within_the_inspection_is_shown(site: Site) -> None:
    paper = make_signed_paper(site)
    text: dict[str, Any] = {"title": "违规发放津补贴", "text": "违规发放"}
    first = make_finding(site, "draft", paper=paper, **text)
    second = make_finding(site, "draft", paper=paper, **text)
    assert [one.finding for one in duplicates_of(second)] == [first]


# Who sees


def test_who_sees_drafts_and_confirmed_findings() -> None:
    province = make_office("province")
    site = make_site(office=make_office("city", parent=province))
    paper = make_signed_paper(site)
    draft, confirmed = make_finding(site, "draft", paper=paper), make_finding(site, paper=paper)
    beside = make_site(office=site.made.office)
    everything, told, nothing = {draft, confirmed}, {confirmed}, set[Finding]()
    expected: list[tuple[User, set[Finding]]] = [
        *((site.person(who), everything) for who in ("leader", "deputy", "member", "office_staff")),
        (site.person("group_head"), told),
        (make_officer(province), told),
        (make_officer(make_office("city", parent=province)), nothing),
        (beside.member, nothing),
        (representative(site), nothing),
        *((make_administrator(kind), nothing) for kind in ("system", "security", "audit")),
    ]
    for user, seen in expected:
        assert set(Finding.objects.visible_to(user)) == seen, user


def test_the_recused_see_nothing(site: Site) -> None:
    make_finding(site)
    for user in (site.person("group_head"), site.staff, site.member):
        RecusalDeclaration.objects.filter(task=site.inspection.task, user=user).delete()
        RecusalDeclaration.objects.create(
            office=site.made.office, task=site.inspection.task, user=user, relation="kin", declared_on=FOUND
        )
        forget_rights(user)
        assert not Finding.objects.visible_to(user).exists()


# Import


def row(**fields: Any) -> dict[str, Any]:
    return {
        "number": "A01",
        "title": "违规发放津补贴",
        "text": "违规发放津补贴。",
        "frame_code": "2",
        "class_code": "2.4",
        "paper_number": "",
        "severity": "major",
        "core": True,
        "amount": None,
        **fields,
    }


def test_a_workbook_becomes_drafts_linked_to_the_signed_paper(site: Site) -> None:
    paper, context = make_signed_paper(site), {"user": site.member, "within": site.inspection}
    issue_class("2.4")
    rows = [resolve_finding(row(paper_number=f"{paper.number}、{paper.pre_number}"), context)]
    outcome = actions.import_findings(rows, by=site.member, existing="stop", context=context)
    finding = Finding.objects.get()
    assert (outcome.created, finding.status, finding.core) == (1, "draft", True)
    assert list(finding.papers.all()) == [paper]
    assert known_findings([("A01",)], context) == {("A01",): finding}


def test_what_is_there_is_skipped_updated_or_stops_the_import(site: Site) -> None:
    paper, context = make_signed_paper(site), {"user": site.member, "within": site.inspection}
    finding = make_finding(site, "draft", paper=paper, number="A01", title="原有")

    def read(existing: str, title: str) -> Any:
        rows = [resolve_finding(row(paper_number=paper.number, title=title), context)]
        return actions.import_findings(rows, by=site.member, existing=existing, context=context)

    assert read("skip", "新").skipped == 1
    finding.refresh_from_db()
    assert finding.title == "原有"
    assert read("update", "新").updated == 1
    finding.refresh_from_db()
    assert finding.title == "新"
    with pytest.raises(Invalid):
        read("stop", "新")
    FINDINGS.perform(finding, "confirm", by=site.leader)
    assert read("update", "再新").skipped == 1


@pytest.mark.parametrize(
    ("column", "value"), [("frame_code", "9"), ("class_code", "9.9"), ("paper_number", "无此号")]
)
def test_a_wrong_cell_is_named(site: Site, column: str, value: str) -> None:
    paper, context = make_signed_paper(site), {"user": site.member, "within": site.inspection}
    issue_class("2.4")
    with pytest.raises(CellError) as caught:
        resolve_finding(row(**{"paper_number": paper.number, column: value}), context)
    assert caught.value.column == column


def test_a_row_with_an_unsigned_paper_is_refused(site: Site) -> None:
    paper = make_paper(site)
    issue_class("2.4")
    with pytest.raises(CellError):
        resolve_finding(row(paper_number=paper.pre_number), {"user": site.member, "within": site.inspection})


def test_only_the_team_imports(site: Site) -> None:
    paper, context = make_signed_paper(site), {"user": site.staff, "within": site.inspection}
    issue_class("2.4")
    rows = [resolve_finding(row(paper_number=paper.number), context)]
    with pytest.raises(NotAllowed):
        actions.import_findings(rows, by=site.staff, existing="stop", context=context)


# Figures


def test_the_parts_add_up_and_open_to_the_same_rows(site: Site) -> None:
    paper = make_signed_paper(site)
    kinds: list[dict[str, Any]] = [
        {"class_code": "2.1", "core": True, "amount": 3},
        {"class_code": "2.4", "frame_code": "2", "eight_rules": True, "amount": 4},
        {"class_code": "2.10", "people_close": True},
        {"class_code": "3.1", "frame_code": "3", "severity": "major"},
    ]
    for fields in kinds:
        make_finding(site, paper=paper, **fields)
    make_finding(site, "draft", paper=paper)
    make_finding(site, "withdrawn", paper=paper)
    special = make_site(office=site.made.office, kind="special")
    make_finding(special, class_code="1.1")
    user, scope = site.staff, Scope()
    told: dict[str, Any] = {one.code: one.value(scope, user) for one in INDICATORS}
    assert (told["problems"], told["problems_regular"], told["problems_special"]) == (5, 4, 1)
    assert (told["problems_governance"], told["problems_main_responsibility"]) == (3, 1)
    assert (told["problems_organisation_line"], told["problems_eight_rules"]) == (1, 1)
    assert (told["problems_amount"], told["core_ratio"]) == (7, 20)
    for whole, parts in SUMS.items():
        assert told[whole] == sum(told[part] for part in parts)
    for part, whole in PARTS.items():
        assert told[part] <= told[whole]
    problems = registry.get("problems")
    assert isinstance(problems, Indicator)
    assert problems.rows_for(scope, user).count() == 5
    assert problems.value(scope, make_user()) == 0
