"""Rectification: the organisation plans and works, three review, one confirms, a third writes off."""

import io
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingcha.conclude.feedback.workflow import WORKFLOW as FEEDBACK
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTIONS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Role
from mingcha.resolve.rectification import actions
from mingcha.resolve.rectification.models import Item, Plan, PlanOpinion, Progress
from mingcha.resolve.rectification.workflow import ITEMS, PLANS
from mingcha.testing.conclude import make_feedback, reporting_site
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import representative
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import officer
from mingcha.testing.registry import make_office, make_officer, make_representative
from mingcha.testing.resolve import (
    WORKED,
    agree,
    fill_plan,
    item_values,
    make_plan,
    personnel,
    proof,
    supervisor,
    work_on,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return reporting_site()


def at(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def refused(workflow: Any, record: Any, move: str, *people: User) -> None:
    for by in people:
        with pytest.raises(NotAllowed):
            workflow.perform(record, move, by=by, note="理由")


def test_a_plan_copies_the_issues_word_for_word_and_waits_until_it_is_complete(site: Site) -> None:
    opinion, org = make_feedback(site, "served"), representative(site)
    with pytest.raises(NotNow):
        actions.open_plan(opinion, by=org)
    FEEDBACK.perform(opinion, "receipt", by=org)
    for by in (site.staff, site.leader, representative(make_site("preparing"))):
        with pytest.raises(NotAllowed):
            actions.open_plan(opinion, by=by)
    plan = actions.open_plan(opinion, by=org)
    texts = list(opinion.issues.order_by("order").values_list("text", flat=True))
    assert list(plan.items.order_by("order").values_list("text", flat=True)) == texts
    with pytest.raises(NotNow):
        actions.open_plan(opinion, by=org)
    with pytest.raises(NotNow):
        PLANS.perform(plan, "adopt", by=org)
    actions.write_plan(plan, by=org, principal="测试甲")
    with pytest.raises(NotNow):
        PLANS.perform(plan, "adopt", by=org)
    with pytest.raises(Invalid):
        actions.plan_item(plan.items.all()[0], by=org, text="改写问题")
    with pytest.raises(NotAllowed):
        actions.plan_item(plan.items.all()[0], by=site.staff, **item_values())
    fill_plan(site, plan)
    PLANS.perform(plan, "adopt", by=org)


def test_three_reviewers_agree_on_each_submission(site: Site) -> None:
    plan, org = make_plan(site, "submitted"), representative(site)
    with pytest.raises(NotNow):
        PLANS.perform(plan, "accept", by=site.staff)
    with pytest.raises(NotAllowed):
        actions.give_opinion(plan, side="discipline", agrees=True, by=site.staff)
    with pytest.raises(Invalid):
        actions.give_opinion(plan, side="office", agrees=False, by=site.staff)
    agree(site, plan)
    actions.give_opinion(plan, side="organisation", agrees=False, text="措施空泛", by=personnel(site))
    with pytest.raises(NotNow):
        PLANS.perform(plan, "accept", by=site.staff)
    refused(PLANS, plan, "return", org, site.leader)
    PLANS.perform(plan, "return", by=personnel(site), note="措施空泛")
    for move in ("adopt", "submit"):
        PLANS.perform(plan, move, by=org)
    with pytest.raises(NotNow):
        PLANS.perform(plan, "accept", by=site.staff)
    agree(site, plan)
    refused(PLANS, plan, "accept", org, supervisor(site), site.leader)
    PLANS.perform(plan, "accept", by=site.staff)
    site.inspection.refresh_from_db()
    assert (PlanOpinion.objects.count(), plan.returned_times) == (6, 1)
    assert site.inspection.status == "rectifying"


def test_who_sees_a_plan_and_its_items(site: Site) -> None:
    plan = make_plan(site)
    item = plan.items.all()[0]
    readers = [representative(site), site.staff, site.leader, site.person("group_head"), supervisor(site)]
    readers.append(personnel(site))
    strangers = [representative(make_site("preparing")), make_user(), make_administrator("system")]
    strangers += [make_officer(make_office()), make_officer(make_office(), Role.SUPERVISOR)]
    for url in (plan.get_absolute_url(), item.get_absolute_url()):
        assert [at(user).get(url).status_code for user in readers] == [200] * 6
        assert [at(user).get(url).status_code for user in strangers] == [404] * 5


def test_every_link_the_organisation_is_given_opens(site: Site) -> None:
    plan, org = make_plan(site, "accepted"), representative(site)
    client = at(org)
    pages = [plan.get_absolute_url(), plan.items.all()[0].get_absolute_url(), plan.opinion.get_absolute_url()]
    finding = str(plan.items.all()[0].issue.finding_id)
    for page in pages:
        text = client.get(page).content.decode()
        assert finding not in text
        main = text[text.index('<main id="main"') : text.index("</main>")]
        for link in set(re.findall(r'href="(/[^"#]*)', main)) - {"/"}:
            assert client.get(link.replace("&amp;", "&")).status_code in (200, 302), (page, link)


def test_work_needs_proof_and_three_different_people(site: Site) -> None:
    plan, org = make_plan(site, "accepted"), representative(site)
    item = plan.items.all()[0]
    with pytest.raises(NotNow):
        actions.add_progress(item, by=org, on=WORKED, text="早了")
    refused(ITEMS, item, "start", site.staff, supervisor(site))
    ITEMS.perform(item, "start", by=org)
    with pytest.raises(NotAllowed):
        actions.add_progress(item, by=site.staff, on=WORKED, text="代填")
    actions.add_progress(item, by=org, on=WORKED, text="没有佐证")
    with pytest.raises(NotNow):
        ITEMS.perform(item, "finish", by=org)
    actions.add_progress(item, by=org, on=WORKED, text="有佐证", upload=proof())
    ITEMS.perform(item, "finish", by=org)
    refused(ITEMS, item, "confirm", org, site.staff, personnel(site))
    both = officer(site.made.office, Role.SUPERVISOR)
    make_officer(site.made.office, Role.OFFICE_STAFF, user=both)
    ITEMS.perform(item, "confirm", by=both)
    refused(ITEMS, item, "write_off", org, both, site.leader)
    ITEMS.perform(item, "return", by=site.staff, note="不到位")
    assert (item.status, item.returned_times, item.confirmed_by) == ("in_progress", 1, None)
    ITEMS.perform(item, "finish", by=org)
    ITEMS.perform(item, "confirm", by=both)
    ITEMS.perform(item, "write_off", by=site.staff)
    assert (item.status, item.written_off_by) == ("written_off", site.staff)


def test_nobody_checks_the_work_of_an_organisation_they_act_for(site: Site) -> None:
    item = make_plan(site, "accepted").items.all()[0]
    both = supervisor(site)
    make_representative(site.inspection.organisation, user=both)
    forget_rights(both)
    work_on(site, item, "done_unchecked")
    refused(ITEMS, item, "confirm", both)
    ITEMS.perform(item, "confirm", by=make_officer(site.made.office, Role.SUPERVISOR))


def test_an_item_of_the_personnel_ledger_is_confirmed_there(site: Site) -> None:
    plan = make_plan(site, "accepted")
    item = plan.items.all()[0]
    url = reverse("rectification:assign", args=[item.pk])
    assert at(representative(site)).get(url).status_code == 403
    assert at(site.staff).post(url, {"owner": "nobody"}).status_code == 422
    assert at(site.staff).post(url, {"owner": "organisation"}).status_code == 302
    work_on(site, item, "done_unchecked")
    refused(ITEMS, item, "confirm", supervisor(site))
    ITEMS.perform(item, "stage", by=personnel(site), note="分期")
    ITEMS.perform(item, "resume", by=representative(site))


def test_a_rebound_opens_a_new_line_linked_to_the_old(site: Site) -> None:
    plan, org = make_plan(site, "concluded"), representative(site)
    item = plan.items.all()[0]
    refused(ITEMS, item, "rebound", org, site.leader)
    ITEMS.perform(item, "rebound", by=supervisor(site), note="问题反弹")
    again = item.reopened_as
    assert (again.text, again.order, again.status) == (item.text, 2, "not_started")
    with pytest.raises(NotNow):
        ITEMS.perform(again, "start", by=org)
    page = at(org).get(item.get_absolute_url()).content.decode()
    assert again.get_absolute_url() in page
    form = item_values(kind="dated")
    assert at(org).post(reverse("rectification:plan_item", args=[again.pk]), form).status_code == 302
    with pytest.raises(NotNow):
        actions.plan_item(item, by=org, **item_values())
    again.refresh_from_db()
    work_on(site, again, "written_off")


def test_false_rectification_is_recorded_once_by_those_who_check(site: Site) -> None:
    item = make_plan(site, "accepted").items.all()[0]
    url = reverse("rectification:note_false", args=[item.pk])
    assert at(representative(site)).get(url).status_code == 403
    checker = at(supervisor(site))
    assert checker.post(url, {"reason": ""}).status_code == 422
    assert checker.post(url, {"reason": "台账造假"}).status_code == 302
    item.refresh_from_db()
    assert item.false_rectification
    assert Event.objects.filter(action="item.note_false").count() == 1
    assert checker.get(url).status_code == 403


def test_a_plan_is_reported_graded_and_closes_the_inspection(site: Site) -> None:
    plan, org = make_plan(site, "accepted"), representative(site)
    with pytest.raises(NotNow):
        PLANS.perform(plan, "report", by=org)
    with pytest.raises(NotNow):
        INSPECTIONS.perform(site.inspection, "evaluate", by=site.staff)
    with pytest.raises(NotNow):
        actions.write_plan(plan, by=org, principal="换人")
    actions.write_plan(plan, by=org, progress_report="进展", principal_report="履责")
    PLANS.perform(plan, "report", by=org)
    PLANS.perform(plan, "return_report", by=supervisor(site), note="不实")
    PLANS.perform(plan, "report", by=org)
    with pytest.raises(NotNow):
        PLANS.perform(plan, "conclude", by=site.head, grade="good")
    work_on(site, plan.items.all()[0], "written_off")
    refused(PLANS, plan, "conclude", site.staff, org, supervisor(site))
    with pytest.raises(Invalid):
        PLANS.perform(plan, "conclude", by=site.head)
    PLANS.perform(plan, "conclude", by=site.head, grade="fair")
    INSPECTIONS.perform(site.inspection, "evaluate", by=site.staff)


def test_plans_and_progress_are_written_in_the_browser(site: Site) -> None:
    opinion, org = make_feedback(site, "receipted"), representative(site)
    client, url = at(org), reverse("rectification:open")
    assert client.get(f"{url}?within=feedback.feedbackopinion:{opinion.pk}").status_code == 200
    assert client.post(url, {"opinion": ""}).status_code == 422
    assert at(site.staff).get(url).status_code == 403
    assert client.post(url, {"opinion": opinion.pk}).status_code == 302
    plan = Plan.objects.get()
    item = plan.items.all()[0]
    write = reverse("rectification:write", args=[plan.pk])
    assert at(site.staff).get(write).status_code == 403
    assert client.post(write, {"principal": "测" * 61}).status_code == 422
    assert client.post(write, {"principal": "测试甲", "general": "要求"}).status_code == 302
    each = reverse("rectification:plan_item", args=[item.pk])
    bad = client.post(each, item_values(due_on="昨天", kind="dated", goal="已经打好的目标"))
    assert bad.status_code == 422
    assert "已经打好的目标" in bad.content.decode()
    assert client.post(each, item_values(kind="dated")).status_code == 302
    for move in ("adopt", "submit"):
        PLANS.perform(plan, move, by=org)
    opine = reverse("rectification:opinion", args=[plan.pk])
    assert client.get(opine).status_code == 403
    assert at(site.staff).post(opine, {"side": "office"}).status_code == 422
    assert at(site.staff).post(opine, {"side": "office", "agrees": "yes"}).status_code == 302
    agree(site, plan)
    PLANS.perform(plan, "accept", by=site.staff)
    item.refresh_from_db()
    ITEMS.perform(item, "start", by=org)
    enter_progress(client, plan, item)


def enter_progress(client: Client, plan: Plan, item: Item) -> None:
    """The form of progress, then the report of it all."""
    step, numbers = (
        reverse("rectification:progress", args=[item.pk]),
        {"recovered": "0", "handled_persons": 0},
    )
    form = {"on": WORKED.isoformat(), "text": "已经打好的进展", "rules_made": 0, **numbers}
    late = {"on": (timezone.localdate() + timedelta(days=3)).isoformat()}
    assert "已经打好的进展" in client.post(step, form | late).content.decode()
    file = SimpleUploadedFile("佐证.txt", "佐证".encode())
    assert client.post(step, form | {"upload": file}).status_code == 302
    made = Progress.objects.get()
    assert (made.text, made.evidence is not None) == ("已经打好的进展", True)
    report = reverse("rectification:report", args=[plan.pk])
    assert client.post(report, {"progress_report": "一", "principal_report": "二"}).status_code == 302


HEAD = ["序号", "整改目标", "整改措施", "责任领导", "责任单位", "配合单位", "办结期限", "类型"]


def upload(client: Client, plan: Plan, *rows: list[Any], existing: str = "update") -> dict[str, Any]:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in [HEAD, *rows]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    file = SimpleUploadedFile("整改任务清单.xlsx", content.getvalue())
    url = f"/ledgers/items/import/?within=rectification.plan:{plan.pk}"
    response = client.post(url, {"file": file, "existing": existing})
    assert response.status_code == 302, response.content.decode()
    report: dict[str, Any] = Upload.objects.latest("created_at").report
    return report


def test_measures_come_from_a_workbook(site: Site) -> None:
    plan, client = make_plan(site), at(representative(site))
    good = [1, "目标", "措施", "测试乙", "办公室", "", "2026-09-30", "分阶段整改"]
    for wrong in ({0: 9}, {6: "九月"}, {2: ""}, {7: "不知道"}):
        row = [wrong.get(place, cell) for place, cell in enumerate(good)]
        assert len(upload(client, plan, row)["faults"]) == 1, wrong
    kinds = [str(label) for _value, label in Item.Kind.choices]
    good[7] = kinds[2]
    assert upload(client, plan, good)["faults"] == []
    client.post(f"/ledgers/items/import/{Upload.objects.latest('created_at').pk}/")
    item = plan.items.get()
    assert (item.measures, str(item.due_on), item.kind) == ("措施", "2026-09-30", "staged")


def test_the_ledgers_read_the_same_few_statements_for_more_rows(
    site: Site, django_assert_max_num_queries: Any
) -> None:
    make_plan(site)
    client = at(site.staff)
    names = ("plans", "items", "progress")
    counts = {}
    for name in names:
        client.get(f"/ledgers/{name}/")
        with django_assert_max_num_queries(40) as few:
            assert client.get(f"/ledgers/{name}/").status_code == 200
        counts[name] = len(few)
    item = Item.objects.get()
    for order in range(2, 9):
        item.pk, item.order = None, order
        item.save(force_insert=True)
    for name in names:
        with django_assert_max_num_queries(counts[name]):
            client.get(f"/ledgers/{name}/")


@pytest.mark.django_db(transaction=True)
def test_two_people_write_an_item_off_once() -> None:
    site = reporting_site()
    item = work_on(site, make_plan(site, "accepted").items.all()[0], "confirmed")
    people, together = [site.staff, site.head], Barrier(2)

    def write_off(by: User) -> str:
        try:
            together.wait(10)
            ITEMS.perform(Item.objects.get(pk=item.pk), "write_off", by=by)
        except NotNow:
            return "told"
        finally:
            connection.close()
        return "done"

    run: Callable[[User], str] = write_off
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, people)) == ["done", "told"]
    assert Event.objects.filter(action="item.write_off").count() == 1
