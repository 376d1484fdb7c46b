"""Leads, rectification and what follows, until a round is archived."""

from datetime import timedelta
from random import Random
from typing import Any

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conduct.findings.models import Finding
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTIONS
from mingcha.demo.city.preparing import Running, done
from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.actions import store_bytes
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams.actions import appraise
from mingcha.prepare.teams.models import Membership
from mingcha.resolve.leads.actions import make_transfer, propose_leads_many, report_results_many
from mingcha.resolve.leads.models import Lead
from mingcha.resolve.leads.workflow import TRANSFERS
from mingcha.resolve.leads.workflow import WORKFLOW as LEADS
from mingcha.resolve.rectification.actions import (
    add_progress_many,
    give_opinion,
    open_plan,
    plan_items_many,
    write_plan,
)
from mingcha.resolve.rectification.models import Item, Plan
from mingcha.resolve.rectification.workflow import ITEMS, PLANS

WAYS = ["talk_letter"] * 4 + ["first_check"] * 4 + ["closed_out", "held"]
DISCIPLINES = ["integrity", "work", "masses", "organisational", "political", "life"]


def hand_over_leads(running: Running, random: Random) -> None:
    """Proposed by the teams, approved, sent with one letter, signed for, disposed of."""
    plan, place = running.plan, running.place
    leads: list[Lead] = []
    inspections = running.inspections
    for squad in running.squads:
        own = [inspections.index(each) for each in squad.inspections]
        count = sum(1 for no in range(plan.leads) if no % len(inspections) in own)
        if not count:
            continue
        rows = [_lead(squad.inspections[no % len(squad.inspections)], no, random) for no in range(count)]
        made = propose_leads_many(rows, by=squad.one("member"))
        done(LEADS.perform_many(made, "approve", by=squad.one("leader"), on=plan.day(plan.days - 5)))
        leads += made
    done(LEADS.perform_many(leads, "review", by=place.one("office_staff"), on=plan.day(plan.days + 16)))
    done(LEADS.perform_many(leads, "decide", by=place.one("group_head"), on=plan.day(plan.days + 21)))
    letter = make_transfer(place.office.pk, place.bodies["discipline"], leads, by=place.one("office_staff"))
    TRANSFERS.perform(letter, "send", by=place.one("office_staff"), on=plan.day(plan.days + 32))
    TRANSFERS.perform(letter, "receipt", by=place.one("case_manager"), on=plan.day(plan.days + 33))
    fresh = Lead.objects.filter(transfer=letter).select_related("inspection__round__rule_set")
    _dispose(running, list(fresh.order_by("number")), random)


def _lead(inspection: Inspection, no: int, random: Random) -> dict[str, Any]:
    discipline = random.choice(DISCIPLINES)
    finding = Finding.objects.filter(inspection=inspection, status="confirmed").order_by("number")[no % 5]
    return {
        "inspection": inspection,
        "person": f"被反映人{no + 1:02}（示例）",
        "post": "中层干部",
        "rank": "科级",
        "manager_level": "本级管理",
        "discipline": discipline,
        "source": random.choice(["talk", "petition", "files"]),
        "summary": "涉嫌违反有关纪律的示例线索，内容从略。",
        "finding": finding,
    }


def _dispose(running: Running, leads: list[Lead], random: Random) -> None:
    plan, manager = running.plan, running.place.one("case_manager")
    finished = plan.until == "archived"
    ways = {lead.pk: random.choice(WAYS) for lead in leads}
    ready = leads if finished else leads[: len(leads) // 2]
    for way in sorted(set(ways.values())):
        own = [lead for lead in ready if ways[lead.pk] == way]
        done(LEADS.perform_many(own, "propose_way", by=manager, on=plan.day(plan.days + 55), way=way))
        done(LEADS.perform_many(own, "dispose", by=manager, on=plan.day(plan.days + 60)))
    # Closing lags behind: in finished rounds nine in ten, else half of those being disposed of.
    closing = ready[: len(ready) * 9 // 10] if finished else ready[: len(ready) // 2]
    rows = [_result(lead, ways[lead.pk], plan.day(plan.days + 110), random) for lead in closing]
    report_results_many(rows, by=manager)
    done(LEADS.perform_many(closing, "close", by=manager, on=plan.day(plan.days + 112)))


def _result(lead: Lead, way: str, on: Any, random: Random) -> dict[str, Any]:
    filed = way == "first_check" and random.random() < 0.6
    courts = filed and random.random() < 0.2
    return {
        "lead": lead,
        "reported_on": on,
        "filed_cases": int(filed),
        "filed_persons": int(filed),
        "form1": int(way == "talk_letter"),
        "form2": int(filed and not courts),
        "form4": int(courts),
        "sanctioned_persons": int(filed),
        "to_courts_persons": int(courts),
        "recovered": 10_000 * random.randrange(1, 9) if filed else 0,
        "text": "已按规定处置（示例）。",
    }


def rectify(running: Running, accounts: dict[str, User], random: Random) -> None:
    """Each organisation plans, works and reports; the two bodies confirm; the office writes off."""
    plan = running.plan
    start = plan.days + 38
    opinions = FeedbackOpinion.objects.filter(inspection__round=running.round)
    for opinion in opinions.select_related("organisation", "inspection__round__rule_set").order_by("number"):
        account = accounts[opinion.organisation.code]
        made = open_plan(opinion, by=account)
        _write(running, made, account, start)
        _accept(running, made, start)
        _work(running, made, account, random, start)
    items = _with_work(
        Item.objects.filter(inspection__round=running.round, status=Item.Status.DONE_UNCHECKED)
    )
    _confirm(running, items)


def _with_work(items: Any) -> list[Item]:
    return list(items.select_related("plan").prefetch_related("progress").order_by("plan_id", "order"))


def _write(running: Running, made: Plan, account: User, start: int) -> None:
    plan = running.plan
    write_plan(
        made,
        by=account,
        principal=f"负责人{made.organisation.code}",
        general="提高认识，逐条整改，举一反三。",
    )
    rows = [
        {
            "item": item,
            "goal": "问题整改到位，制度健全，不再反弹。",
            "measures": "专题研究，制定措施，明确责任，按期完成并开展自查。",
            "leader": "分管负责同志",
            "lead_dept": "责任科室",
            "due_on": plan.day(start + 60 + 10 * (item.order % 9)),
            "kind": "dated",
        }
        for item in made.items.order_by("order")
    ]
    plan_items_many(made, rows, by=account)
    PLANS.perform(made, "adopt", by=account, on=plan.day(start + 15))
    PLANS.perform(made, "submit", by=account, on=plan.day(start + 20))


def _accept(running: Running, made: Plan, start: int) -> None:
    plan, place = running.plan, running.place
    sides = {"office": "office_staff", "discipline": "supervisor", "organisation": "organisation_officer"}
    for side, role in sides.items():
        given = plan.day(start + 24)
        give_opinion(made, side=side, agrees=True, by=place.one(role), text="同意。", given_on=given)
    PLANS.perform(made, "accept", by=place.one("office_staff"), on=plan.day(start + 25))


def _work(running: Running, made: Plan, account: User, random: Random, start: int) -> None:
    """Progress with its proof. In a round still being rectified some items are not that far."""
    plan = running.plan
    items = _with_work(made.items)
    if plan.until != "archived":
        items = items[: len(items) * 17 // 20]
    done(ITEMS.perform_many(items, "start", by=account, on=plan.day(start + 27)))
    proof = store_bytes(
        "整改佐证材料（示例）".encode(),
        name=f"整改佐证{made.organisation.code}.txt",
        content_type="text/plain",
        by=account,
        marking="internal",
    )
    day = plan.day(start + 60)
    rows = [
        {
            "item": item,
            "on": day,
            "text": "已制定措施并组织落实，完善有关制度。",
            "recovered": 1000 * random.randrange(1, 60) if item.order % 6 == 0 else 0,
            "handled_persons": int(item.order % 15 == 0),
            "rules_made": int(item.order % 4 == 0),
        }
        for item in items
    ]
    add_progress_many(rows, by=account, proof=proof)
    finished = items if plan.until == "archived" else items[: len(items) * 9 // 10]
    done(ITEMS.perform_many(_with_work(Item.objects.filter(pk__in=[one.pk for one in finished])),
                            "finish", by=account, on=day + timedelta(days=20)))  # fmt: skip


def _confirm(running: Running, items: list[Item]) -> None:
    """Two levels: the body that keeps the ledger confirms, the office writes off."""
    plan, place = running.plan, running.place
    day = plan.day(plan.days + 38 + 90)
    archived = plan.until == "archived"
    items = items if archived else items[: len(items) * 9 // 10]
    roles = {Item.Owner.DISCIPLINE: "supervisor", Item.Owner.ORGANISATION: "organisation_officer"}
    for owner, role in roles.items():
        own = [item for item in items if item.owner == owner]
        done(ITEMS.perform_many(own, "confirm", by=place.one(role), on=day))
    items = items if archived else items[: len(items) * 8 // 10]
    fresh = _with_work(Item.objects.filter(pk__in=[item.pk for item in items]))
    done(ITEMS.perform_many(fresh, "write_off", by=place.one("office_staff"), on=day + timedelta(days=5)))


def archive(running: Running, accounts: dict[str, User]) -> None:
    """Progress reports, evaluation, conclusion with a grade, archive of every inspection and the round."""
    plan, place = running.plan, running.place
    start = plan.days + 38 + 185
    staff, head = place.one("office_staff"), place.one("office_head")
    plans = Plan.objects.filter(inspection__round=running.round).select_related("organisation")
    for made in plans:
        account = accounts[made.organisation.code]
        write_plan(
            made,
            by=account,
            progress_report="整改事项全部完成。",
            principal_report="履行第一责任人责任情况。",
        )
        PLANS.perform(made, "report", by=account, on=plan.day(start))
    fresh = list(Inspection.objects.filter(round=running.round).select_related("round__rule_set", "task"))
    done(INSPECTIONS.perform_many(fresh, "evaluate", by=staff, on=plan.day(start + 5)))
    for no, made in enumerate(plans.all()):
        grade = ("good", "fair", "good", "ordinary")[no % 4]
        PLANS.perform(made, "conclude", by=head, on=plan.day(start + 20), grade=grade)
    running.round.refresh_from_db()
    ROUNDS.perform(running.round, "conclude", by=head, on=plan.day(start + 22))
    done(INSPECTIONS.perform_many(fresh, "archive", by=staff, on=plan.day(start + 25)))
    ROUNDS.perform(running.round, "archive", by=staff, on=plan.day(start + 30))
    _appraise(running)


def _appraise(running: Running) -> None:
    """How the members served, as the office saw it; one in four excellent."""
    staff = running.place.one("office_staff")
    members = Membership.objects.filter(round=running.round).exclude(user=staff)
    for place, one in enumerate(members.select_related("round", "user").order_by("team__number", "pk")):
        excellent = place % 4 == 0
        grade = Membership.Appraisal.EXCELLENT if excellent else Membership.Appraisal.COMPETENT
        note = "发现问题深入，底稿扎实（示例）。" if excellent else "履职认真，遵守纪律（示例）。"
        appraise(one, grade=grade, note=note, by=staff)
