"""Leads, rectification and the use of results for the tests, made through the actions."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Body, Kind, Role
from mingcha.resolve.leads import actions as leads
from mingcha.resolve.leads.models import Lead, LeadTransfer
from mingcha.resolve.leads.workflow import TRANSFERS
from mingcha.resolve.leads.workflow import WORKFLOW as LEADS
from mingcha.resolve.rectification import actions as rectification
from mingcha.resolve.rectification.models import Item, Plan
from mingcha.resolve.rectification.workflow import ITEMS, PLANS
from mingcha.resolve.results import actions as results
from mingcha.resolve.results.models import Suggestion
from mingcha.resolve.results.workflow import WORKFLOW as SUGGESTIONS
from mingcha.testing.conclude import SERVED, make_feedback, reporting_site
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.findings import representative
from mingcha.testing.prepare import officer
from mingcha.testing.registry import make_officer

PERSON = "被反映人甲"
PLANNED = SERVED + timedelta(days=20)
WORKED = SERVED + timedelta(days=40)
_numbers = count(1)


def body_beside(site: Site, kind: str = Kind.DISCIPLINE) -> Body:
    """The discipline body, organisation department or department beside the site's office."""
    return Body.objects.get(office=site.made.office, kind=kind)


def case_manager(site: Site) -> User:
    return officer(site.made.office, Role.CASE_MANAGER)


def supervisor(site: Site) -> User:
    return officer(site.made.office, Role.SUPERVISOR)


def personnel(site: Site) -> User:
    return officer(site.made.office, Role.ORGANISATION_OFFICER)


def lead_values(**fields: Any) -> dict[str, Any]:
    """Everything the proposal of a lead asks for."""
    return {
        "person": PERSON,
        "summary": f"反映事项{next(_numbers)}",
        "discipline": "integrity",
        "post": "科长",
        **fields,
    }


_LEAD_WAY = [
    ("leader_approved", "approve", "leader"),
    ("office_reviewed", "review", "office_staff"),
    ("approved", "decide", "group_head"),
]
_SUGGESTION_WAY = [
    ("approved", "approve", "group_head"),
    ("sent", "send", "office_staff"),
    ("receipted", "receipt", "department"),
    ("answered", "answer", "department"),
    ("verified", "verify", "office_staff"),
]
_DISPOSAL = [("opinion", "propose_way"), ("disposing", "dispose"), ("closed", "close")]
RESULT: dict[str, Any] = {"reported_on": WORKED, "text": "已办结", "form1": 1}


def make_lead(site: Site | None = None, status: str = "proposed", **fields: Any) -> Lead:
    """A lead proposed by the team's member; sent on a letter of its own to the discipline body."""
    site = site or make_site()
    lead = leads.propose_lead(site.inspection, by=site.member, **lead_values(**fields))
    order = [str(code) for code in Lead.Status.values]
    for _code, move, who in _LEAD_WAY[: order.index(status)]:
        LEADS.perform(lead, move, by=site.person(who))
    if order.index(status) >= order.index("transferred"):
        make_transfer(site, [lead], "sent" if status == "transferred" else "receipted")
        lead.refresh_from_db()
    if status in ("opinion", "disposing", "closed"):
        dispose(site, lead, status)
    return lead


def dispose(site: Site, lead: Lead, status: str) -> None:
    """The receiving body works on a lead it signed for."""
    for code, move in _DISPOSAL:
        if move == "close":
            leads.report_result(lead, by=case_manager(site), **RESULT)
        given: dict[str, Any] = {"way": "first_check"} if move == "propose_way" else {}
        LEADS.perform(lead, move, by=case_manager(site), **given)
        if code == status:
            break


def make_transfer(
    site: Site, on_it: list[Lead], status: str = "draft", to: Body | None = None
) -> LeadTransfer:
    """A letter with these approved leads."""
    letter = leads.make_transfer(site.made.office.pk, to or body_beside(site), on_it, by=site.staff)
    if status != "draft":
        TRANSFERS.perform(letter, "send", by=site.staff)
    if status == "receipted":
        TRANSFERS.perform(letter, "receipt", by=case_manager(site))
    return letter


def fill_plan(site: Site, plan: Plan) -> None:
    """Everything that adopting the plan asks for."""
    by = representative(site)
    rectification.write_plan(plan, by=by, principal="测试甲", general="逐条整改")
    for item in plan.items.order_by("order"):
        rectification.plan_item(item, by=by, **item_values())


def item_values(**fields: Any) -> dict[str, Any]:
    return {
        "goal": "整改到位",
        "measures": "健全制度并公开",
        "leader": "测试乙",
        "lead_dept": "办公室",
        "due_on": SERVED + timedelta(days=90),
        **fields,
    }


def agree(site: Site, plan: Plan) -> None:
    """The three reviewers agree with this submission."""
    for side, by in (
        ("office", site.staff),
        ("discipline", supervisor(site)),
        ("organisation", personnel(site)),
    ):
        rectification.give_opinion(plan, side=side, agrees=True, by=by)


def make_plan(site: Site | None = None, status: str = "draft", *, findings: int = 1) -> Plan:
    """The organisation's plan on a receipted opinion. Concluding writes off every item first."""
    site = site or reporting_site(findings)
    opinion = make_feedback(site, "receipted")
    plan = rectification.open_plan(opinion, by=representative(site))
    order = [str(code) for code in Plan.Status.values]
    for code in order[1 : order.index(status) + 1]:
        _PLAN_STEPS[code](site, plan)
    site.inspection.refresh_from_db()
    return plan


def _adopt(site: Site, plan: Plan) -> None:
    fill_plan(site, plan)
    PLANS.perform(plan, "adopt", by=representative(site), on=PLANNED)


def _submit(site: Site, plan: Plan) -> None:
    PLANS.perform(plan, "submit", by=representative(site), on=PLANNED)


def _accept(site: Site, plan: Plan) -> None:
    agree(site, plan)
    PLANS.perform(plan, "accept", by=site.staff, on=PLANNED)


def _report(site: Site, plan: Plan) -> None:
    by = representative(site)
    rectification.write_plan(plan, by=by, progress_report="整改进展情况", principal_report="组织落实情况")
    PLANS.perform(plan, "report", by=by, on=WORKED)


def _conclude(site: Site, plan: Plan) -> None:
    for item in plan.items.order_by("order"):
        work_on(site, item, "written_off")
    PLANS.perform(plan, "conclude", by=site.head, on=WORKED, grade="good")


_PLAN_STEPS: dict[str, Any] = {
    "adopted": _adopt,
    "submitted": _submit,
    "accepted": _accept,
    "reported": _report,
    "concluded": _conclude,
}


def proof() -> Any:
    return ContentFile(f"佐证材料{next(_numbers)}".encode(), name="佐证材料.txt")


def work_on(site: Site, item: Item, status: str) -> Item:
    """Take an item of an accepted plan from its beginning to this status."""
    by = representative(site)
    ways: dict[str, list[tuple[str, User]]] = {"in_progress": [("start", by)]}
    ways["done_unchecked"] = [*ways["in_progress"], ("finish", by)]
    ways["confirmed"] = [*ways["done_unchecked"], ("confirm", supervisor(site))]
    ways["staged"] = [*ways["done_unchecked"], ("stage", supervisor(site))]
    ways["written_off"] = [*ways["confirmed"], ("write_off", site.staff)]
    ways["rebounded"] = [*ways["written_off"], ("rebound", supervisor(site))]
    for move, person in ways.get(status, []):
        if move == "finish":
            rectification.add_progress(item, by=by, on=WORKED, text="已公开", upload=proof())
        ITEMS.perform(item, move, by=person, note="依据现场核查", on=WORKED)
    return item


def make_item(site: Site | None = None, status: str = "not_started") -> Item:
    """The first item of an accepted plan."""
    site = site or reporting_site()
    plan = make_plan(site, "accepted")
    return work_on(site, plan.items.order_by("order")[0], status)


def make_suggestion(site: Site | None = None, status: str = "draft", **fields: Any) -> Suggestion:
    """A suggestion of the site's office to its functional department."""
    site = site or make_site()
    given: dict[str, Any] = {
        "to_body": body_beside(site, Kind.DEPARTMENT),
        "title": "完善专项资金管理",
        "text": "建议修订专项资金管理办法。",
        "due_on": WORKED,
    }
    made = results.draft_suggestion(site.made.office, by=site.staff, **(given | fields))
    for code, move, who in _SUGGESTION_WAY:
        if status == "draft":
            break
        by = department(site) if who == "department" else site.person(who)
        answer: dict[str, Any] = {"answer": "已修订"} if move == "answer" else {}
        SUGGESTIONS.perform(made, move, by=by, **answer)
        if code == status:
            break
    return made


def department(site: Site) -> User:
    """Someone of the functional department beside the site's office, in no team."""
    body = body_beside(site, Kind.DEPARTMENT)
    for post in body.posts.in_force().filter(user__memberships=None).select_related("user"):
        forget_rights(post.user)
        found: User = post.user
        return found
    return make_officer(site.made.office, Role.DEPARTMENT_OFFICER)


def keep(site: Site, model: Any, **fields: Any) -> Any:
    """One entry of the site's office."""
    given = {"office": site.made.office, "body": site.made.office, "text": "测试内容", "on": WORKED}
    return results.keep(model, by=site.staff, **(given | fields))
