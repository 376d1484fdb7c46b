"""Lists asked from departments: who sees and answers them, what each step needs, what becomes of lines."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.briefs import actions
from mingcha.prepare.briefs.models import ListLine, ListRequest, Question
from mingcha.prepare.briefs.queries import items_asked, standing_of
from mingcha.prepare.briefs.workflow import QUESTIONS, REQUESTS
from mingcha.prepare.papers.actions import template_for
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.registry.bodies.models import Kind, Role
from mingcha.testing.briefs import asked_of, make_question, make_request, write_lines
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import Made, make_round_with_people, officer
from mingcha.testing.registry import make_office, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Made:
    return make_round_with_people("ready", organisations=2)


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_departments_are_asked_for_what_they_keep(made: Made) -> None:
    discipline = made.office.bodies.get(kind=Kind.DISCIPLINE)
    audit = made.office.bodies.get(kind=Kind.DEPARTMENT)
    asked = {
        (body, kind): items_asked(
            template_for(made.office.pk, kind), body, in_round=made.round, period="近两年"
        )
        for body in (discipline, audit)
        for kind in ("information", "policy")
    }
    assert "近两年反映该党组织及其领导干部的信访举报和问题线索" in asked[discipline, "information"]
    assert "近两年审计报告" in asked[audit, "information"]
    assert asked[audit, "policy"] == asked[discipline, "policy"] != ""


def test_a_request_is_walked_to_its_acceptance(made: Made) -> None:
    request, staff = make_request(made, "draft"), made.fresh("office_staff")
    answerer = make_officer(made.office, Role.ORGANISATION_OFFICER)
    with pytest.raises(NotAllowed):
        REQUESTS.perform(request, "send", by=answerer)
    REQUESTS.perform(request, "send", by=staff)
    assert Notice.objects.filter(user=answerer, url=request.get_absolute_url()).exists()
    assert Deadline.objects.get(subject_id=request.pk).due_on == request.due_on
    with pytest.raises(NotNow, match="至少"):
        REQUESTS.perform(request, "answer", by=answerer, signed_by="测试戊")
    write_lines(request, made, 2)
    with pytest.raises(Invalid):
        REQUESTS.perform(request, "answer", by=answerer, signed_by=" ")
    REQUESTS.perform(request, "answer", by=answerer, signed_by="测试戊")
    assert Deadline.objects.get(subject_id=request.pk).met_on == timezone.localdate()
    with pytest.raises(NotNow):
        write_lines(request, made)
    with pytest.raises(NotAllowed):
        REQUESTS.perform(request, "accept", by=answerer)
    due = timezone.localdate() + timedelta(days=3)
    for because, until in ((" ", due), ("缺", due - timedelta(9))):
        with pytest.raises(Invalid):
            REQUESTS.perform(request, "supplement", by=staff, returned_because=because, due_on=until)
    request.refresh_from_db()
    REQUESTS.perform(request, "supplement", by=staff, returned_because="缺时间", due_on=due)
    assert (request.status, request.returned_times) == ("returned", 1)
    assert Deadline.objects.open().get(subject_id=request.pk).due_on == due
    line = request.lines.earliest("order")
    actions.change_line(line, by=answerer, text="补充后")
    REQUESTS.perform(request, "answer", by=answerer, signed_by="测试戊")
    REQUESTS.perform(request, "accept", by=staff)
    assert request.status == "accepted"


def test_nothing_to_report_is_an_answer_too(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request = make_request(made)
    by = asked_of(request)
    actions.state_nothing(request, True, by=by)
    REQUESTS.perform(request, "answer", by=by, signed_by="测试戊")
    assert request.status == "answered"


def test_a_department_sees_its_own_request_and_no_other(made: Made) -> None:
    for role in (Role.ORGANISATION_OFFICER, Role.CASE_MANAGER):
        make_officer(made.office, role)
    mine = make_request(made, "answered")
    other = make_request(made, "answered", body=made.office.bodies.get(kind=Kind.DISCIPLINE))
    draft = make_request(made, "draft", kind="duty")
    user = asked_of(mine)
    assert set(ListRequest.objects.visible_to(user)) == {mine}
    assert set(ListLine.objects.visible_to(user)) == set(mine.lines.all())
    client = at(user)
    assert client.get(mine.get_absolute_url()).status_code == 200
    for hidden in (other, draft):
        assert client.get(hidden.get_absolute_url()).status_code == 404
    assert client.get(reverse("rounds:detail", args=[made.round.pk])).status_code == 404


def test_neither_strangers_nor_those_above_nor_the_recused_read_lines(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request = make_request(made, "answered")
    line, question = request.lines.get(), make_question(made, request=request)
    above = make_office("province")
    made.office.parent = above
    made.office.save()
    people = [make_user(), make_administrator("audit"), officer(above, Role.OFFICE_STAFF)]
    people += [officer(make_office(), Role.OFFICE_HEAD), made.fresh("group_head")]
    for user in people:
        client = at(user)
        for record in (request, line, question):
            assert client.get(record.get_absolute_url()).status_code == 404, user
    assert at(made.fresh("member")).get(line.get_absolute_url()).status_code == 200
    assert Event.objects.filter(action="listline.read", subject_id=line.pk).count() == 1


def test_lines_are_told_to_the_team_once_handed_in(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request = make_request(made)
    write_lines(request, made)
    assert not ListLine.objects.visible_to(made.fresh("member")).exists()
    REQUESTS.perform(request, "answer", by=asked_of(request), signed_by="测试戊")
    assert ListLine.objects.visible_to(made.fresh("member")).count() == 1


def test_a_department_is_asked_for_a_list_once_and_about_the_rounds_organisations(made: Made) -> None:
    make_request(made)
    with pytest.raises(Invalid, match="已"):
        make_request(made)
    request = make_request(made, "draft", kind="policy")
    other = make_round_with_people("ready", office=made.office)
    with pytest.raises(Invalid):
        actions.change_request(request, by=made.fresh("office_staff"), tasks=other.tasks)
    draft = make_round_with_people("draft", office=made.office)
    with pytest.raises(NotNow):
        make_request(draft)


def test_a_line_is_about_an_organisation_of_the_request(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request = make_request(made)
    other = make_round_with_people("ready", office=made.office)
    with pytest.raises(Invalid):
        actions.write_line(request, by=asked_of(request), task=other.task, subject="别的单位")
    with pytest.raises(NotAllowed):
        actions.write_line(request, by=made.fresh("office_staff"), task=made.task, subject="代填")


def test_the_late_are_chased_and_stand_out(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request, staff = make_request(made), made.fresh("office_staff")
    assert standing_of(staff, in_round=made.round.pk).overdue == 0
    ListRequest.objects.filter(pk=request.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    assert standing_of(staff, in_round=made.round.pk).overdue == 1
    page = at(made.fresh("office_staff")).get("/ledgers/list_requests/?overdue=yes").content.decode()
    assert str(request.pk) in page
    told = Notice.objects.filter(user=asked_of(request)).count()
    answer = at(made.fresh("office_staff")).post(reverse("briefs:chase_round", args=[made.round.pk]))
    request.refresh_from_db()
    assert (answer.status_code, request.chased_times) == (302, 1)
    assert Notice.objects.filter(user=asked_of(request)).count() == told + 1
    REQUESTS.perform(request, "answer", by=_with_nothing(request), signed_by="测试戊")
    with pytest.raises(NotNow):
        actions.chase_many([request], by=staff)


def _with_nothing(request: ListRequest) -> User:
    by = asked_of(request)
    actions.state_nothing(request, True, by=by)
    return by


def test_asked_rounds_are_not_planned_anew(made: Made) -> None:
    forming = make_round_with_people("forming", office=made.office)
    request = make_request(forming, "draft")
    with pytest.raises(NotNow):
        ROUNDS.perform(forming.round, "revise", by=forming.people["office_head"], note="调整")
    actions.discard_request(request, by=forming.fresh("office_staff"))
    ROUNDS.perform(forming.round, "revise", by=forming.people["office_head"], note="调整")


# Questions


def test_lines_become_questions_in_the_browser(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request = make_request(made, "answered", lines=3)
    first, second, _third = request.lines.order_by("order")
    client = at(made.fresh("member"))
    url = reverse("briefs:raise_from_lines", args=[request.pk])
    assert client.post(url, {}).status_code == 409
    assert client.post(url, {"line": [first.pk, second.pk]}).status_code == 302
    assert [one.number for one in Question.objects.order_by("number")] == [1, 2]
    assert at(made.fresh("office_staff")).post(url, {"line": [first.pk]}).status_code == 403
    assert at(asked_of(request)).post(url, {"line": [first.pk]}).status_code == 403


def test_a_question_is_not_excluded_by_one_person(made: Made) -> None:
    question, member, leader = make_question(made), made.fresh("member"), made.fresh("leader")
    with pytest.raises(NotAllowed):
        QUESTIONS.perform(question, "exclude", by=member, result="查无此事")
    actions.change_question(question, by=member, assigned_to=leader)
    with pytest.raises(NotAllowed):
        QUESTIONS.perform(question, "exclude", by=leader, result="查无此事")
    deputy = made.fresh("deputy")
    with pytest.raises(Invalid):
        QUESTIONS.perform(question, "exclude", by=deputy, result=" ")
    QUESTIONS.perform(question, "exclude", by=deputy, result="查无此事")
    assert (question.settled_by, question.result) == (deputy, "查无此事")
    QUESTIONS.perform(question, "reopen", by=member, note="新情况")
    assert question.settled_by is None


def test_only_members_look_into_it(made: Made) -> None:
    question = make_question(made)
    with pytest.raises(Invalid):
        actions.change_question(question, by=made.fresh("member"), assigned_to=make_user())


def test_who_answers_is_named_and_taken_out(made: Made) -> None:
    question, client = make_question(made), at(made.fresh("member"))
    sent = {"kind": "main", "bearer": "测试单位党组", "basis": "党组工作条例"}
    assert client.post(reverse("briefs:responsibility", args=[question.pk]), sent).status_code == 302
    noted = question.responsibilities.get()
    assert "测试单位党组" in client.get(question.get_absolute_url()).content.decode()
    url = reverse("briefs:remove_responsibility", args=[noted.pk])
    assert at(make_user()).post(url).status_code == 404
    assert at(made.fresh("office_staff")).post(url).status_code == 403
    assert client.post(url).status_code == 302
    assert not question.responsibilities.exists()


# Pages and tables


def test_the_office_asks_in_the_browser(made: Made) -> None:
    client, url = at(made.fresh("office_staff")), reverse("briefs:ask", args=[made.round.pk])
    assert client.get(url).status_code == 200
    bodies = made.office.bodies.filter(kind__in=[Kind.DISCIPLINE, Kind.DEPARTMENT])
    sent: dict[str, Any] = {
        "bodies": [body.pk for body in bodies],
        "kinds": ["policy", "information"],
        "tasks": [task.pk for task in made.tasks],
        "period": "近三年",
        "due_on": timezone.localdate() + timedelta(days=9),
    }
    assert client.post(url, sent | {"kinds": []}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert ListRequest.objects.count() == 4
    assert at(made.fresh("member")).get(url).status_code == 403


def test_the_department_answers_in_the_browser(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request = make_request(made)
    client = at(asked_of(request))
    add = reverse("briefs:add_line", args=[request.pk])
    sent = {"task": made.task.pk, "subject": "选人用人", "text": "说明", "credibility": "verified"}
    assert client.post(add, sent | {"subject": ""}).status_code == 422
    assert client.post(add, sent).status_code == 302
    line = request.lines.get()
    edited = client.post(reverse("briefs:edit_line", args=[line.pk]), sent | {"text": "改过"})
    line.refresh_from_db()
    assert (edited.status_code, line.text) == (302, "改过")
    assert client.post(reverse("briefs:remove_line", args=[line.pk])).status_code == 302
    assert client.post(reverse("briefs:nothing", args=[request.pk])).status_code == 302
    move = reverse("briefs:list_request_move", args=[request.pk, "answer"])
    assert client.post(move, {}).status_code == 422
    assert client.post(move, {"signed_by": "测试戊"}).status_code == 302
    assert client.get(add).status_code == 409
    assert at(made.fresh("office_staff")).get(add).status_code == 403


def test_a_table_of_lines_comes_in(made: Made) -> None:
    make_officer(made.office, Role.ORGANISATION_OFFICER)
    request = make_request(made)
    by = asked_of(request)
    rows = [{"task": made.task, "subject": "事项一", "text": "甲"}, {"task": made.task, "subject": "事项二"}]
    assert actions.import_lines(request, rows, by=by, update=True) == (2, 0)
    rows[0]["text"] = "乙"
    assert actions.import_lines(request, rows, by=by, update=True) == (0, 2)
    assert request.lines.get(subject="事项一").text == "乙"
