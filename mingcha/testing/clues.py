"""Runs and clues for the tests, made through the actions: M01 on three persons, two paid after death."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.clues.workflow import WORKFLOW
from mingcha.analyse.datasets.actions import grant_round
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.supervision.actions import preview_own, start_run, write_own
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.models import OwnModel, Run
from mingcha.analyse.supervision.tasks import carry_out
from mingcha.analyse.supervision.workflow import OWN
from mingcha.foundation.accounts.models import User
from mingcha.testing.conduct import Site
from mingcha.testing.datasets import HEADINGS, as_csv, identity, make_dataset, make_version

DEATHS = ("身份证号", "姓名", "死亡日期")
PAID = ("2024-05", "2024-08", "2024-09", "2024-10")
_WAY = ("take_up", "propose", "agree")


def payments_to(*persons: int) -> bytes:
    """Four months each; after a death in May 2024 three are too many."""
    rows = [
        [
            f"P{who}-{month}",
            identity(who),
            f"测试{who}",
            "高龄津贴",
            month,
            "100",
            f"6222{who:012}",
            f"测试{who}",
            "测试村",
        ]
        for who in persons
        for month in PAID
    ]
    return as_csv(rows, HEADINGS)


def deaths_of(*persons: int) -> bytes:
    return as_csv([[identity(who), f"测试{who}", "2024-05-20"] for who in persons], DEATHS)


def make_data(site: Site, first: int = 1) -> dict[str, Version]:
    """The inputs of M01: payments to three, of whom the first two died. Granted to the round."""
    staff, office = site.staff, site.inspection.office
    paid = make_dataset(by=staff, office=office)
    dead = make_dataset(by=staff, office=office, contract="deaths")
    for dataset in (paid, dead):
        grant_round(dataset, site.inspection.round, by=staff)
    return {
        "payments": make_version(paid, payments_to(first, first + 1, first + 2), by=staff),
        "deaths": make_version(dead, deaths_of(first, first + 1), by=staff),
    }


def make_run(
    site: Site, *, by: User | None = None, data: dict[str, Version] | None = None, **fields: Any
) -> Run:
    """A finished run of M01 for the site's inspection."""
    given = {"parameters": {}, "why": "核查补贴发放", "task": site.inspection.task, **fields}
    run = start_run(MODELS["M01"], versions=data or make_data(site), by=by or site.staff, **given)
    carry_out(run)
    run.refresh_from_db()
    return run


def make_clue(site: Site, status: str = "raised", *, which: int = 1) -> Clue:
    """A clue about one person, as far along as asked: raised, assigned, proposed, confirmed.

    What an office knows is not raised again: in another of its inspections ask for another person, from 4 on.
    """
    key = identity(which)
    clue = Clue.objects.filter(task=site.inspection.task, subject_key=key).first()
    if clue is None:
        make_run(site, data=make_data(site, first=which if which > 3 else 1))
        clue = Clue.objects.get(task=site.inspection.task, subject_key=key)
    order = ["assigned", "proposed", "confirmed"]
    for code in order[: order.index(status) + 1] if status in order else []:
        _STEPS[code](site, clue)
    if status == "dismissed":
        _take_up(site, clue)
        dismiss(site, clue)
    return clue


def _take_up(site: Site, clue: Clue) -> None:
    WORKFLOW.perform(clue, "take_up", by=site.member)


def _propose(site: Site, clue: Clue) -> None:
    WORKFLOW.perform(clue, "propose", by=site.member, outcome="confirmed", reason="已核对死亡证明和银行流水")


def _agree(site: Site, clue: Clue) -> None:
    WORKFLOW.perform(clue, "agree", by=site.leader)


_STEPS = {"assigned": _take_up, "proposed": _propose, "confirmed": _agree}


SQL = """\
select person_id as subject_key, max(name) as subject_name, sum(amount) as total,
       list(payment_id) as keys_subsidy_payments
from subsidy_payments group by person_id having sum(amount) > $low
"""


def make_own_model(site: Site, status: str = "draft", **fields: Any) -> OwnModel:
    """An own model over subsidy payments: draft, review or approved."""
    given = {
        "title": "领取总额偏高",
        "area": "subsidies",
        "subject_kind": "person",
        "looks_for": "一年内领取补贴总额超过限额",
        "to_check": "核对补贴项目和发放依据",
        "contracts": ["subsidy_payments"],
        "sql": SQL,
        "parameters": {"low": 350},
    }
    own = write_own(by=site.staff, **(given | fields))
    if status in ("review", "approved"):
        preview_own(own, by=site.staff)
        own.refresh_from_db()
        OWN.perform(own, "submit", by=site.staff)
    if status == "approved":
        OWN.perform(own, "approve", by=site.head)
    return own


def dismiss(site: Site, clue: Clue, **given: Any) -> None:
    """Set aside as paid for the month of the funeral."""
    fields = {"outcome": "allowed", "false_positive": "funeral_month", "explained_until": None}
    reason = f"按政策发放，{timezone.localdate():%Y}年核实"
    WORKFLOW.perform(clue, "dismiss", by=site.member, reason=reason, **(fields | given))
