"""Work plans: written from a template, reviewed above, returned, answered, approved, sent; and the gate."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents.actions import draw_up
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.plans import actions
from mingcha.prepare.plans.actions import Part
from mingcha.prepare.plans.models import PlanComment, WorkPlan
from mingcha.prepare.plans.queries import paragraphs_of, side_by_side
from mingcha.prepare.plans.workflow import WORKFLOW
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Role
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.plans import make_work_plan, reviewer
from mingcha.testing.prepare import Made, authorise, make_round_with_people, officer
from mingcha.testing.registry import make_office, make_officer, make_representative, make_rule_set

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Made:
    """A round of a city below a province."""
    city = make_office("city", parent=make_office("province"))
    return make_round_with_people("forming", office=city, organisations=2)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_it_begins_with_what_the_records_say(made: Made) -> None:
    plan = make_work_plan(made)
    text = "\n".join(one.text for one in paragraphs_of(plan.current))
    assert made.round.name in plan.title
    assert all(task.organisation.name in text for task in made.tasks)
    assert "四个落实" in text
    assert plan.reviewer == made.office.parent


def test_it_may_begin_from_an_earlier_paper_of_the_same_office(made: Made) -> None:
    earlier = make_work_plan(made, "approved")
    later = make_round_with_people("forming", office=made.office)
    plan = actions.draft_plan(later.round, by=later.fresh("office_staff"), source=earlier)
    assert [one.text for one in paragraphs_of(plan.current)] == [
        one.text for one in paragraphs_of(earlier.current)
    ]
    other = make_round_with_people("forming", office=make_office())
    with pytest.raises(Invalid):
        actions.draft_plan(other.round, by=other.fresh("office_staff"), source=earlier)


def test_a_round_has_one_of_a_kind_and_only_once_approved(made: Made) -> None:
    make_work_plan(made)
    make_work_plan(made, kind="handbook")
    with pytest.raises(Invalid):
        make_work_plan(made)
    with pytest.raises(NotNow):
        make_work_plan(make_round_with_people("draft", office=made.office))


def test_the_pre_review_is_walked_from_draft_to_sent(made: Made) -> None:
    plan, head, above = make_work_plan(made), made.fresh("office_head"), reviewer(made)
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(plan, "submit", by=made.fresh("office_staff"))
    WORKFLOW.perform(plan, "submit", by=head)
    assert Notice.objects.filter(user=above, url=plan.get_absolute_url()).exists()
    with pytest.raises(NotNow):
        actions.write_plan(plan, [], revision=0, by=made.fresh("office_staff"))
    remark = actions.comment(plan, text="请细化分工", by=above, paragraph=paragraphs_of(plan.current)[3])
    with pytest.raises(NotNow, match="意见"):
        WORKFLOW.perform(plan, "approve", by=above)
    WORKFLOW.perform(plan, "return", by=above, note="请按意见修改")
    with pytest.raises(NotNow, match="答复"):
        WORKFLOW.perform(plan, "submit", by=head)
    _reword(plan, made.fresh("leader"), 3, "第一组负责两个单位。")
    with pytest.raises(NotAllowed):
        actions.answer_comment(remark, answer="已细化", by=above)
    actions.answer_comment(remark, answer="已细化", by=made.fresh("office_staff"))
    WORKFLOW.perform(plan, "submit", by=head)
    actions.settle_comment(remark, by=above)
    with pytest.raises(NotNow):
        actions.settle_comment(remark, by=above)
    WORKFLOW.perform(plan, "approve", by=above)
    WORKFLOW.perform(plan, "send", by=made.fresh("office_staff"))
    assert (plan.status, plan.returned_times, plan.approved_by) == ("sent", 1, above)
    assert Notice.objects.filter(user=made.members["member"], url=plan.get_absolute_url()).exists()


def _reword(plan: WorkPlan, by: User, place: int, text: str) -> None:
    parts = [Part(one.heading, one.text, one.key) for one in paragraphs_of(plan.current)]
    parts[place] = Part(parts[place].heading, text, parts[place].key)
    actions.write_plan(plan, parts, revision=plan.current.revision, by=by)


def test_nobody_reviews_what_they_wrote(made: Made) -> None:
    plan, author, above = make_work_plan(made), made.fresh("office_staff"), reviewer(made)
    _give_post_above(author, made)
    WORKFLOW.perform(plan, "submit", by=made.fresh("office_head"))
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(plan, "approve", by=author)
    with pytest.raises(NotAllowed):
        actions.comment(plan, text="很好", by=author)
    assert WORKFLOW.moves["approve"].who(above, plan)


def _give_post_above(user: User, made: Made) -> None:
    assert made.office.parent
    make_officer(made.office.parent, Role.OFFICE_STAFF, user=user)
    forget_rights(user)


def test_where_no_office_is_above_the_leading_group_reviews() -> None:
    made = make_round_with_people("forming", office=make_office("province"))
    plan = make_work_plan(made)
    WORKFLOW.perform(plan, "submit", by=made.fresh("office_head"))
    with pytest.raises(NotAllowed):
        WORKFLOW.perform(plan, "approve", by=officer(make_office("central"), Role.OFFICE_HEAD))
    with pytest.raises(Invalid):
        WORKFLOW.perform(plan, "approve_with", by=made.fresh("group_head"), opinion=" ")
    WORKFLOW.perform(plan, "approve_with", by=made.fresh("group_head"), opinion="注意保密")
    assert (plan.status, plan.opinion) == ("approved", "注意保密")


def test_an_amended_plan_is_reviewed_anew(made: Made) -> None:
    plan = make_work_plan(made, "approved")
    WORKFLOW.perform(plan, "amend", by=made.fresh("office_head"), note="对象调整")
    assert (plan.status, plan.approved_on, plan.current.no) == ("returned", None, 2)


def test_those_above_read_what_was_submitted_and_no_more(made: Made) -> None:
    plan, above = make_work_plan(made), reviewer(made)
    assert at(above).get(plan.get_absolute_url()).status_code == 404
    WORKFLOW.perform(plan, "submit", by=made.fresh("office_head"))
    assert at(above).get(plan.get_absolute_url()).status_code == 200
    WORKFLOW.perform(plan, "return", by=above, note="请修改")
    _reword(plan, made.fresh("office_staff"), 0, "尚未报送的修改")
    assert "尚未报送的修改" not in at(above).get(plan.get_absolute_url()).content.decode()
    assert at(above).get(reverse("plans:compare", args=[plan.pk, 1, 2])).status_code == 404
    assert "尚未报送的修改" in at(made.fresh("leader")).get(plan.get_absolute_url()).content.decode()


def test_strangers_do_not_know_the_plan(made: Made) -> None:
    plan = make_work_plan(made, "returned")
    people = [make_user(), make_administrator("security"), make_representative(made.task.organisation)]
    people.append(officer(make_office(), Role.OFFICE_HEAD))
    for user in people:
        client = at(user)
        assert client.get(plan.get_absolute_url()).status_code == 404
        for name in ("write", "comment"):
            assert client.get(reverse(f"plans:{name}", args=[plan.pk])).status_code == 404
        remark = PlanComment.objects.get()
        assert client.get(reverse("plans:answer", args=[remark.pk])).status_code == 404
        assert client.post(reverse("plans:settle", args=[remark.pk])).status_code == 404
        assert client.get(reverse("plans:draft", args=[made.round.pk])).status_code == 404


# Writing in the browser


def _sent(plan: WorkPlan, texts: list[str], **more: Any) -> dict[str, Any]:
    parts = paragraphs_of(plan.current)
    sent: dict[str, Any] = {
        "revision": plan.current.revision,
        "form-TOTAL_FORMS": len(texts),
        "form-INITIAL_FORMS": len(parts),
    }
    for no, text in enumerate(texts):
        part = parts[no] if no < len(parts) else None
        sent |= {
            f"form-{no}-heading": part.heading if part else "附则",
            f"form-{no}-key": part.key if part else "",
            f"form-{no}-text": text,
            f"form-{no}-ORDER": no + 1,
        }
    return sent | more


def test_it_is_written_in_the_browser(made: Made) -> None:
    plan = make_work_plan(made)
    client, url = at(made.fresh("leader")), reverse("plans:write", args=[plan.pk])
    assert client.get(url).status_code == 200
    texts = [one.text for one in paragraphs_of(plan.current)]
    assert client.post(url, _sent(plan, [*texts, "新的一段"])).status_code == 302
    assert [one.text for one in paragraphs_of(plan.current)][-1] == "新的一段"
    assert at(reviewer(made)).get(url).status_code == 404


def test_what_was_typed_is_kept_when_another_saved_first(made: Made) -> None:
    plan = make_work_plan(made)
    sent = _sent(plan, ["我写的内容"])
    sent["form-TOTAL_FORMS"] = sent["form-INITIAL_FORMS"] = 1
    _reword(plan, made.fresh("leader"), 0, "别人先保存")
    page = at(made.fresh("office_staff")).post(reverse("plans:write", args=[plan.pk]), sent)
    assert page.status_code == 422
    assert "我写的内容" in page.content.decode()
    assert paragraphs_of(plan.current)[0].text == "别人先保存"


@pytest.mark.parametrize("wrong", [{"revision": "x"}, {"form-0-text": ""}, {"form-0-heading": "长" * 101}])
def test_a_wrong_paragraph_is_shown_again(made: Made, wrong: dict[str, str]) -> None:
    plan = make_work_plan(made)
    before = [one.text for one in paragraphs_of(plan.current)]
    sent = _sent(plan, ["改动", *before[1:]]) | wrong
    page = at(made.fresh("office_staff")).post(reverse("plans:write", args=[plan.pk]), sent)
    assert page.status_code == 422
    assert [one.text for one in paragraphs_of(plan.current)] == before


def test_versions_stand_side_by_side(made: Made) -> None:
    plan = make_work_plan(made, "returned")
    old, new = plan.versions.order_by("no")
    parts = [Part(one.heading, one.text, one.key) for one in paragraphs_of(new)]
    taken_out = parts.pop(1)
    parts[0] = Part(parts[0].heading, parts[0].text + "强化担当。", parts[0].key)
    actions.write_plan(
        plan, [*parts, Part("附则", "本方案自印发之日起施行。")], revision=0, by=made.fresh("leader")
    )
    pairs = side_by_side(old, new)
    assert [piece.text for piece in pairs[0].new if piece.kind == "added"] == ["强化担当。"]
    assert (pairs[1].heading, pairs[1].new) == (taken_out.heading, [])
    assert (pairs[-1].heading, pairs[-1].old) == ("附则", [])
    assert pairs[2].same
    page = at(made.fresh("office_staff")).get(reverse("plans:compare", args=[plan.pk, 1, 2]))
    assert "强化担当。" in page.content.decode()


def test_the_paper_and_the_opinion_are_drawn_up(made: Made) -> None:
    plan = make_work_plan(made, "returned")
    staff = made.fresh("office_staff")
    with pytest.raises(NotNow):
        draw_up("work_plan", plan, by=staff)
    actions.answer_comment(plan.comments.get(), answer="已修改", by=staff)
    WORKFLOW.perform(plan, "submit", by=made.fresh("office_head"))
    WORKFLOW.perform(plan, "approve_with", by=reviewer(made), opinion="注意节奏")
    assert draw_up("work_plan", plan, by=staff).pages >= 1
    assert "前审" in draw_up("pre_review", plan, by=reviewer(made)).number
    with pytest.raises(NotAllowed):
        draw_up("pre_review", plan, by=staff)


# The gate


def _asking_rules() -> Any:
    switch = {"value": 1, "unit": "switch", "basis": "测试依据"}
    values = {**make_rule_set("city").values, "entry_plan": switch}
    return make_rule_set("city", version=2, is_current=False, values=values)


def test_no_entry_without_an_approved_plan_where_the_rules_ask_for_it() -> None:
    office = make_office("city", parent=make_office("province"))
    made = make_round_with_people("forming", office=office, rule_set=_asking_rules())
    authorise(made)
    plan = make_work_plan(made)
    with pytest.raises(NotNow, match="方案"):
        ROUNDS.perform(made.round, "prepare", by=made.fresh("office_staff"))
    WORKFLOW.perform(plan, "submit", by=made.fresh("office_head"))
    WORKFLOW.perform(plan, "approve", by=reviewer(made))
    ROUNDS.perform(made.round, "prepare", by=made.fresh("office_staff"))
    assert made.round.status == "ready"


def test_elsewhere_rounds_enter_without_one() -> None:
    made = make_round_with_people("forming")
    authorise(made)
    ROUNDS.perform(made.round, "prepare", by=made.fresh("office_staff"))
    assert made.round.status == "ready"
