"""Checklists: their versions, the one a round works by, and ticking what was done."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.briefs.models import Check, Checklist, ChecklistItem, RoundChecklist
from mingcha.prepare.briefs.permissions import asks_for, heads, ticks
from mingcha.prepare.briefs.queries import DATA
from mingcha.prepare.papers.actions import next_version
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Body

CHOOSING = (Round.Status.APPROVED, Round.Status.FORMING, Round.Status.READY, Round.Status.ON_SITE)
TICKING = (Round.Status.READY, Round.Status.ON_SITE, Round.Status.REPORTING)
MOST_ITEMS = 200
Items = Sequence[tuple[str, str]]  # group and text, in order


@transaction.atomic
def load_checklists() -> int:
    """Load the standard ones of `data/checklists.json` that are not there yet; says how many."""
    added = 0
    for given in json.loads((DATA / "checklists.json").read_text(encoding="utf-8")):
        made, new = Checklist.objects.get_or_create(office=None, name=given["name"], version=1)
        if new:
            _fill(made, [(group["group"], text) for group in given["groups"] for text in group["items"]])
        added += new
    return added


def _fill(checklist: Checklist, items: Items) -> None:
    ChecklistItem.objects.bulk_create(
        ChecklistItem(checklist=checklist, order=order, group=group, text=text)
        for order, (group, text) in enumerate(items, start=1)
    )


@transaction.atomic
def revise_checklist(base: Checklist, *, office: Body, items: Items, note: str, by: User) -> Checklist:
    """The office's next version. Rounds that began with the earlier one keep it."""
    if not heads(by, office.pk):
        raise NotAllowed(_("Only the head of the office decides on its checklists."))
    if not items:
        raise Invalid(_("A checklist needs at least one item."))
    if len(items) > MOST_ITEMS:
        raise Invalid(_("A checklist holds at most %(most)s items.") % {"most": MOST_ITEMS})
    made = next_version(base, office=office, note=note, by=by)
    _fill(made, items)
    audit.record("checklist.revise", made, by=by, earlier=str(base.pk), items=len(items), note=note)
    return made


@transaction.atomic
def choose_checklist(in_round: Round, checklist: Checklist, *, by: User) -> RoundChecklist:
    """The round works by this version from now on: every organisation gets every item, still to do.

    Another may be chosen as long as nothing was ticked.
    """
    if not asks_for(by, in_round):
        raise NotAllowed(_("Only the office chooses the checklist of its round."))
    if Round.objects.select_for_update().get(pk=in_round.pk).status not in CHOOSING:
        raise NotNow(
            _("A checklist is chosen once the round is approved, until the teams have left the site.")
        )
    if not Checklist.objects.in_use(in_round.office_id).filter(pk=checklist.pk).exists():
        raise Invalid(_("Choose a checklist that is current for this office."))
    checks = Check.objects.filter(round=in_round)
    if checks.done().exists():
        raise NotNow(_("Items were ticked already; the round keeps its checklist."))
    checks.delete()
    RoundChecklist.objects.filter(round=in_round).delete()
    chosen = RoundChecklist.objects.create(round=in_round, checklist=checklist, chosen_by=by)
    rows = [
        Check(task=task, round=in_round, office_id=in_round.office_id, item=item)
        for task in in_round.tasks.all()
        for item in checklist.items.all()
    ]
    Check.objects.bulk_create(rows, batch_size=1000)
    audit.record("round.checklist", in_round, by=by, checklist=str(checklist))
    return chosen


def tick(check: Check, *, by: User, note: str = "", evidence: Any = None) -> None:
    """Note that an item is done. `evidence` is a record that shows it."""
    tick_many([{"check": check, "note": note, "evidence": evidence}], by=by)


@transaction.atomic
def tick_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> None:
    """Several at once. Each row: `check`, `note`, `evidence`."""
    checks = _locked([row["check"] for row in rows], by)
    for row in rows:
        check, note, evidence = checks[row["check"].pk], row.get("note", "").strip(), row.get("evidence")
        if not note and evidence is None:
            raise Invalid(_("Say what was done, or link what shows it."))
        check.done_on, check.done_by, check.note = timezone.localdate(), by, note
        check.evidence = str(evidence)[:200] if evidence is not None else ""
        check.evidence_type = evidence._meta.label_lower if evidence is not None else ""
        check.evidence_id = evidence.pk if evidence is not None else None
    _save(list(checks.values()))
    facts = [{"item": str(one.item), "shown_by": one.evidence} for one in checks.values()]
    audit.record_many("check.tick", list(checks.values()), by=by, facts=facts)


@transaction.atomic
def untick(check: Check, *, by: User) -> None:
    """It is not done after all; what was noted stays on the trail."""
    one = _locked([check], by)[check.pk]
    audit.record("check.untick", one, by=by, item=str(one.item), note=one.note, shown_by=one.evidence)
    one.done_on = one.done_by = one.evidence_id = None
    one.note = one.evidence = one.evidence_type = ""
    _save([one])


def _save(checks: list[Check]) -> None:
    names = ["done_on", "done_by", "note", "evidence", "evidence_type", "evidence_id"]
    Check.objects.bulk_update(checks, names, batch_size=500)


def _locked(checks: Sequence[Check], by: User) -> dict[Any, Check]:
    keys = [check.pk for check in checks]
    rows = Check.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("item", "round")
    found = {check.pk: check for check in rows.order_by("pk")}
    for check in found.values():
        if not ticks(by, check):
            raise NotAllowed(_("Only the team of this organisation ticks its checklist."))
        if check.round.status not in TICKING:
            raise NotNow(_("Items are ticked from the day the round is ready until its reports are decided."))
    return found
