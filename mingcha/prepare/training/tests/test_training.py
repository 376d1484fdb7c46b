"""No entry without pledge and training: who lacks what is told, and nobody gets past it."""

from datetime import date

import pytest
from django import forms
from django.test import Client
from django.urls import reverse

from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.actions import note_entered_many
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.actions import authorise_round
from mingcha.prepare.training import actions
from mingcha.prepare.training.forms import parse_questions
from mingcha.prepare.training.models import Attendance, Pledge
from mingcha.prepare.training.queries import gaps_before_entry
from mingcha.registry.bodies.models import Role
from mingcha.registry.talent.models import Talent
from mingcha.testing.foundation import make_user
from mingcha.testing.prepare import (
    BEGINNING,
    Made,
    make_member,
    make_round_with_people,
    make_training,
    officer,
    pledge_and_train,
)
from mingcha.testing.talent import make_talent

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"text": "发现问题线索怎么办？", "options": ["自行核查", "按程序移交"], "answer": 1},
    {"text": "谈话至少几人？", "options": ["一人", "两人"], "answer": 1},
]


@pytest.fixture
def made() -> Made:
    """A round whose teams are formed and authorised, and nothing else."""
    found = make_round_with_people("forming")
    authorise_round(found.round, by=found.people["group_head"], on=BEGINNING)
    return found


def test_a_round_is_ready_only_once_everyone_is_pledged_and_trained(made: Made) -> None:
    staff, round_made = made.people["office_staff"], made.round
    with pytest.raises(NotNow) as refusal:
        ROUNDS.perform(round_made, "prepare", by=staff)
    for user in made.members.values():
        assert str(refusal.value).count(user.full_name) == 2
    member = made.members["member"]
    everyone_else = [user for user in made.members.values() if user != member]
    session = make_training(round_made)
    actions.note_attendance(session, made.members.values(), by=staff)
    actions.sign_pledges_many(round_made, everyone_else, text="承诺")
    assert gaps_before_entry(round_made) == [f"未签署承诺书：{member.full_name}。"]
    actions.sign_pledge(round_made, text="承诺", by=member)
    ROUNDS.perform(round_made, "prepare", by=staff)
    assert round_made.status == "ready"


def test_whoever_joins_later_holds_up_only_the_entry_of_their_team(made: Made) -> None:
    pledge_and_train(made.round)
    ROUNDS.perform(made.round, "prepare", by=made.people["office_staff"])
    late = make_member(made.team)
    tasks = list(Task.objects.filter(round=made.round))
    with pytest.raises(NotNow) as refusal:
        note_entered_many(tasks, on=BEGINNING, by=made.members["leader"])
    assert late.full_name in str(refusal.value)
    pledge_and_train(made.round)
    note_entered_many(tasks, on=BEGINNING, by=made.members["leader"])
    assert all(task.entered_on == BEGINNING for task in Task.objects.filter(round=made.round))


def test_with_a_test_attending_is_not_enough(made: Made) -> None:
    staff, member = made.people["office_staff"], made.members["member"]
    session = make_training(made.round, questions=QUESTIONS, pass_mark=80)
    actions.note_attendance(session, [member], by=staff)
    first, second = session.questions.all()
    half = actions.take_test(session, {str(first.pk): 1, str(second.pk): 0}, by=member)
    assert (half.score, half.passed, half.passed_on) == (50, False, None)
    whole = actions.take_test(session, {str(first.pk): 1, str(second.pk): 1}, by=member)
    assert (whole.score, whole.passed, whole.attempts) == (100, True, 2)
    with pytest.raises(NotNow):
        actions.take_test(session, {str(first.pk): 0, str(second.pk): 0}, by=member)
    with pytest.raises(NotNow):
        actions.set_questions(session, QUESTIONS[:1], by=staff)


def test_nobody_takes_a_test_they_did_not_attend_or_leaves_half_of_it_out(made: Made) -> None:
    session = make_training(made.round, questions=QUESTIONS)
    member = made.members["member"]
    with pytest.raises(NotAllowed):
        actions.take_test(session, {}, by=member)
    actions.note_attendance(session, [member], by=made.people["office_staff"])
    with pytest.raises(Invalid):
        actions.take_test(session, {str(session.questions.all()[0].pk): 1}, by=member)
    assert Attendance.objects.get().attempts == 0


def test_only_the_office_trains_and_only_members_sign(made: Made) -> None:
    stranger, member = make_user(), made.members["member"]
    with pytest.raises(NotAllowed):
        actions.hold_session(made.round, title="甲", held_on=BEGINNING, by=member)
    with pytest.raises(NotAllowed):
        actions.sign_pledge(made.round, text="承诺", by=stranger)
    with pytest.raises(Invalid):
        actions.note_attendance(make_training(made.round), [stranger], by=made.people["office_staff"])
    actions.sign_pledge(made.round, text="承诺", by=member)
    with pytest.raises(Invalid):
        actions.sign_pledge(made.round, text="承诺", by=member)
    assert Pledge.objects.count() == 1


def test_a_member_signs_and_takes_the_test_on_the_pages_and_never_sees_the_answers(made: Made) -> None:
    staff, member = made.people["office_staff"], made.members["member"]
    session = make_training(made.round, questions=QUESTIONS)
    actions.note_attendance(session, [member], by=staff)
    client = Client()
    client.force_login(member)
    page = client.get("/training/mine/").content.decode()
    assert f"/training/of/{made.round.pk}/pledge/" in page
    assert (
        client.post(f"/training/of/{made.round.pk}/pledge/", {"csrfmiddlewaretoken": "x"}).status_code == 422
    )
    assert client.post(f"/training/of/{made.round.pk}/pledge/", {"agree": "on"}).status_code == 302
    assert "泄露" in Pledge.objects.get(user=member).text
    assert "按程序移交" not in client.get(session.get_absolute_url()).content.decode()
    url = f"/training/{session.pk}/test/"
    assert client.post(url, {"csrfmiddlewaretoken": "x"}).status_code == 422
    answers = {str(one.pk): one.answer for one in session.questions.all()}
    assert client.post(url, answers).status_code == 302
    assert Attendance.objects.get(user=member).passed
    other = Client()
    other.force_login(made.members["deputy"])
    assert other.get(url).status_code == 403


def test_the_office_writes_the_test_as_plain_text(made: Made) -> None:
    client = Client()
    client.force_login(made.people["office_staff"])
    url = f"/training/of/{made.round.pk}/new/"
    given = {
        "title": "培训",
        "held_on": "2026-02-20",
        "pass_mark": 60,
        "questions": "谈话至少几人？\n- 一人\n* 两人",
    }
    assert client.post(url, given).status_code == 302
    session = made.round.trainings.get()
    assert session.held_on == date(2026, 2, 20)
    assert [(one.text, one.options, one.answer) for one in session.questions.all()] == [
        ("谈话至少几人？", ["一人", "两人"], 1)
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("- 选项", 1),
        ("题目\n- 甲", 1),
        ("题目\n- 甲\n- 乙", 1),
        ("题目\n* 甲\n* 乙", 3),
        ("题目\n* 甲\n-", 3),
        ("题" * 301, 1),
    ],
)
def test_a_wrong_line_of_the_test_is_named(text: str, line: int) -> None:
    with pytest.raises(forms.ValidationError) as error:
        parse_questions(text)
    assert f"第 {line} 行" in error.value.messages[0]


# What somebody's page in the pool tells


def test_the_page_of_a_person_tells_where_they_served_and_how(made: Made) -> None:
    on_site = make_round_with_people(office=made.office)
    person, head = on_site.members["member"], on_site.people["office_head"]
    talent = make_talent(made.office, user=person)
    membership = person.memberships.get(round=on_site.round)
    teams.appraise(membership, grade="excellent", note="查账细致（示例）", by=head)
    page = page_of(head, talent)
    assert str(on_site.round) in page
    assert "优秀" in page
    assert "查账细致（示例）" in page
    assert "培训" in page
    own = page_of(person, talent)
    assert str(on_site.round) in own
    assert "查账细致（示例）" not in own  # the appraisal is the office's
    department = officer(made.office, Role.ORGANISATION_OFFICER)
    assert str(on_site.round) not in page_of(department, talent)  # whoever does not see the round


def page_of(user: User, talent: Talent) -> str:
    client = Client()
    client.force_login(user)
    return client.get(talent.get_absolute_url()).content.decode()


def test_the_office_appraises_whoever_has_entered_and_nobody_themselves(made: Made) -> None:
    waiting = made.members["member"].memberships.get(round=made.round)
    head = made.people["office_head"]
    with pytest.raises(NotNow):
        teams.appraise(waiting, grade="competent", note="尚未进驻", by=head)
    on_site = make_round_with_people(office=made.office)
    membership = on_site.members["member"].memberships.get(round=on_site.round)
    for stranger in (on_site.members["leader"], on_site.people["group_head"], on_site.members["member"]):
        with pytest.raises(NotAllowed):
            teams.appraise(membership, grade="competent", note="称职", by=stranger)
    with pytest.raises(Invalid):
        teams.appraise(membership, grade="great", note="称职", by=head)
    client = Client()
    client.force_login(head)
    address = reverse("teams:appraise", args=[membership.pk])
    refused = client.post(address, {"grade": "basic", "note": ""})
    assert refused.status_code == 422
    assert client.post(address, {"grade": "basic", "note": "基本完成任务"}).status_code == 302
    membership.refresh_from_db()
    assert (membership.appraisal, membership.appraised_by) == ("basic", head)
    client.force_login(on_site.members["member"])
    assert client.get(address).status_code == 403
