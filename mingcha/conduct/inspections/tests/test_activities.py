"""Records of activities, comments and prompts: gates, numbering, locks, and who sees them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from mingcha.conduct.inspections import actions
from mingcha.conduct.inspections.ledger import resolve_activity, save_activities
from mingcha.conduct.inspections.models import Activity, MidTermComment, Prompt
from mingcha.conduct.inspections.workflow import ACTIVITIES, COMMENTS, PROMPTS
from mingcha.foundation.documents.actions import draw_up
from mingcha.foundation.indicators import Scope
from mingcha.foundation.indicators.registry import indicator
from mingcha.foundation.ledgers import CellError, ImportOutcome
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import Site, make_activity, make_petition, make_site
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import end_member
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_every_kind_of_record_can_be_confirmed_and_counts_in_its_figure(site: Site) -> None:
    both = [site.leader, site.member]
    for kind in Activity.Kind.values:
        made = make_activity(site.inspection, kind, by=site.leader, inspectors=both, status="confirmed")
        assert (made.number, made.status) == (1, "confirmed")
    make_activity(site.inspection, "hearing", by=site.leader)
    make_activity(site.inspection, "talk", by=site.leader, inspectors=both, status="confirmed", persons=3)
    scope = Scope(round=site.made.round.pk)
    expected = {"hearings": 1, "talks": 4, "communications": 1, "files_read": 12, "questionnaires": 95}
    for code, value in expected.items():
        assert indicator(code).value(scope, site.leader) == value, code


def test_a_talk_needs_two_inspectors_a_recorder_among_them_rights_told_and_a_signature(site: Site) -> None:
    alone = make_activity(site.inspection, "talk", by=site.leader)
    with pytest.raises(NotNow):
        actions.confirm_activity(alone, by=site.leader)
    both = [site.leader, site.member]
    for missing in (
        {"rights_told": False},
        {"read_back_on": None},
        {"recorder": site.person("deputy")},
        {"place": ""},
        {"record": ""},
    ):
        talk = make_activity(site.inspection, "talk", by=site.leader, inspectors=both)
        actions.edit_activity(talk, by=site.leader, **missing)
        with pytest.raises(NotNow):
            actions.confirm_activity(talk, by=site.leader)
    refused = make_activity(site.inspection, "talk", by=site.leader, inspectors=both)
    actions.edit_activity(refused, by=site.leader, read_back_on=None, signing_refused="本人拒绝")
    actions.confirm_activity(refused, by=site.leader)


def test_what_has_not_been_held_is_not_confirmed(site: Site) -> None:
    later = timezone.localdate() + timedelta(days=2)
    planned = make_activity(site.inspection, by=site.leader, held_on=later)
    with pytest.raises(NotNow):
        actions.confirm_activity(planned, by=site.leader)


def test_a_confirmed_record_is_locked_until_the_leader_unlocks_it(site: Site) -> None:
    made = make_activity(site.inspection, by=site.member, status="confirmed")
    with pytest.raises(NotNow):
        actions.edit_activity(made, by=site.member, title="改")
    for user in (site.member, site.person("deputy"), site.staff):
        with pytest.raises(NotAllowed):
            ACTIVITIES.perform(made, "reopen", by=user, note="改")
    with pytest.raises(NotNow):
        ACTIVITIES.perform(made, "reopen", by=site.leader)
    ACTIVITIES.perform(made, "reopen", by=site.leader, note="补充")
    actions.edit_activity(made, by=site.member, title="改")


def test_only_the_team_records_and_the_office_the_mid_term_hearing(site: Site) -> None:
    for user in (site.staff, site.person("group_head"), make_user()):
        with pytest.raises(NotAllowed):
            make_activity(site.inspection, by=user)
    make_activity(site.inspection, "mid_term", by=site.staff, inspectors=[], status="confirmed")
    with pytest.raises(Invalid):
        make_activity(site.inspection, "hearing", by=site.leader, report_kind="rumour")
    waiting = make_site("preparing")
    with pytest.raises(NotNow):
        make_activity(waiting.inspection, by=waiting.leader)


def test_nobody_else_sees_a_record(site: Site) -> None:
    made = make_activity(site.inspection, by=site.leader)
    hearing = make_activity(site.inspection, "mid_term", by=site.leader)
    office = site.made.office
    above = make_office("province")
    type(office).objects.filter(pk=office.pk).update(parent=above)
    strangers = (
        make_user(),
        make_administrator("system"),
        make_officer(make_office()),
        make_officer(above),
        make_representative(site.inspection.organisation),
    )
    for user in strangers:
        assert not Activity.objects.visible_to(user).exists(), user
    assert list(Activity.objects.visible_to(site.person("group_head"))) == [hearing]
    for user in (site.leader, site.member, site.staff):
        assert set(Activity.objects.visible_to(user)) == {made, hearing}
    recused = site.person("deputy")
    RecusalDeclaration.objects.filter(user=recused).update(relation="kin", status="declared")
    forget_rights(recused)
    assert not Activity.objects.visible_to(recused).exists()
    end_member(site.made.team, site.member)
    assert not Activity.objects.visible_to(site.person("member")).exists()


def test_comments_are_numbered_when_issued_answered_asked_again_and_settled(site: Site) -> None:
    group = site.person("group_head")
    with pytest.raises(NotAllowed):
        actions.create_comment(site.inspection, by=site.leader, text="意见", given_on=date(2026, 4, 1))
    rows = [
        {"inspection": site.inspection, "text": f"意见{n}", "given_on": date(2026, 4, 1)} for n in range(3)
    ]
    made = actions.create_comments_many(rows, by=group)
    assert not MidTermComment.objects.visible_to(site.leader).exists()
    assert len(COMMENTS.perform_many(made, "issue", by=group).done) == 3
    assert [comment.number for comment in made] == [1, 2, 3]
    assert MidTermComment.objects.visible_to(site.leader).count() == 3
    first = made[0]
    with pytest.raises(NotNow):
        actions.edit_comment(first, by=group, text="改")
    with pytest.raises(NotAllowed):
        actions.answer_comment(first, by=group, answer="答")
    with pytest.raises(Invalid):
        actions.answer_comment(first, by=site.leader, answer=" ")
    actions.answer_comment(first, by=site.leader, answer="已落实")
    COMMENTS.perform(first, "return", by=group, note="请细化")
    actions.answer_comment(first, by=site.leader, answer="已细化")
    COMMENTS.perform(first, "settle", by=group)
    assert (first.status, first.number) == ("settled", 1)
    assert indicator("mid_term_comments").value(Scope(), site.staff) == 3


def test_prompts_go_to_teams_of_the_round_and_are_answered(site: Site) -> None:
    given = {"round": site.made.round, "team": site.made.team, "title": "规范", "text": "请注意"}
    with pytest.raises(NotAllowed):
        actions.create_prompt(by=site.leader, given_on=date(2026, 4, 1), **given)
    prompt = actions.create_prompt(by=site.staff, given_on=date(2026, 4, 1), **given)
    assert not Prompt.objects.visible_to(site.leader).exists()
    PROMPTS.perform(prompt, "issue", by=site.staff)
    assert Prompt.objects.visible_to(site.leader).get() == prompt
    assert not Prompt.objects.visible_to(make_officer(make_office())).exists()
    actions.answer_prompt(prompt, by=site.member, answer="已规范")
    PROMPTS.perform(prompt, "settle", by=site.staff)
    elsewhere = make_site("preparing")
    with pytest.raises(Invalid):
        actions.create_prompt(
            by=site.staff, given_on=date(2026, 4, 1), **{**given, "team": elsewhere.made.team}
        )


def test_every_paper_of_the_stay_keeps_the_national_format(site: Site) -> None:
    group, staff, leader = site.person("group_head"), site.staff, site.leader
    talk = make_activity(site.inspection, "talk", by=leader, inspectors=[leader, site.member])
    files = make_activity(site.inspection, "file_review", by=leader, summary="会议记录\n账簿")
    comment = actions.create_comment(
        site.inspection, by=group, text="聚焦重点", given_on=date(2026, 4, 1), due_on=date(2026, 4, 9)
    )
    prompt = actions.create_prompt(
        by=staff,
        round=site.made.round,
        team=site.made.team,
        title="规范谈话",
        text="请规范谈话程序",
        given_on=date(2026, 4, 2),
    )
    letter = make_petition(
        site.inspection, by=leader, status="passed_on", named=True, complainant="测试举报人"
    )
    papers = [
        ("notice", site.inspection, staff),
        ("announcement", site.inspection, leader),
        ("talk_record", talk, leader),
        ("file_list", files, leader),
        ("comment", comment, staff),
        ("prompt", prompt, staff),
        ("pass_on_letter", letter, leader),
    ]
    for name, record, by in papers:
        made = draw_up(name, record, by=by)
        assert made.docx.size > 0, name
        assert "测试举报人" not in made.title
    with pytest.raises(NotAllowed):
        draw_up("notice", site.inspection, by=leader)
    with pytest.raises(NotAllowed):
        draw_up("file_list", talk, by=leader)


def test_a_list_of_talks_is_imported_as_drafts_once(site: Site) -> None:
    context = {"user": site.leader, "within": site.inspection}
    row = {"kind": "talk", "held_on": date(2026, 3, 6), "interviewee": "测试乙", "place": "谈话室"}
    names = f"{site.leader.full_name}、{site.member.username}"
    given = {**row, "inspectors": names, "recorder": site.member.full_name}
    resolved = resolve_activity(dict(given), context)
    by: dict[str, Any] = {"by": site.leader, "context": context}
    assert save_activities([resolved], existing="skip", **by) == ImportOutcome(1, 0, 0)
    assert save_activities([resolved], existing="skip", **by) == ImportOutcome(0, 0, 1)
    assert save_activities([resolved], existing="update", **by) == ImportOutcome(0, 1, 0)
    with pytest.raises(Invalid):
        save_activities([resolved], existing="stop", **by)
    talk = Activity.objects.get()
    assert (talk.title, talk.status, talk.recorder) == ("与测试乙谈话", "draft", site.member)
    assert talk.inspectors.count() == 2
    for wrong in ({"recorder": "陌生人"}, {"inspectors": "陌生人"}, {"interviewee": ""}):
        with pytest.raises(CellError):
            resolve_activity({**given, **wrong}, context)
    with pytest.raises(CellError):
        resolve_activity({"kind": "hearing", "held_on": date(2026, 3, 6)}, context)
