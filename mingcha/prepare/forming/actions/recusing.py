"""The office's recusal rules, and putting what the records show before whoever decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.forming.models import RuleSwitch
from mingcha.prepare.forming.permissions import forms, sets_rules
from mingcha.prepare.forming.queries import team_hits
from mingcha.prepare.forming.rules import RULES
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.actions import raise_recusals_many
from mingcha.registry.bodies.models import Body


@transaction.atomic
def set_rules(office: Body, switches: Mapping[str, Mapping[str, Any]], *, by: User) -> None:
    """How the office uses each rule: `is_on`, and `years` where it looks back."""
    if not sets_rules(by, office.pk):
        raise NotAllowed(_("Only the head of the office sets its recusal rules."))
    if set(switches) - set(RULES):
        raise Invalid(_("There is no such rule."))
    for code, given in switches.items():
        row, made = RuleSwitch.objects.select_for_update().get_or_create(office=office, code=code)
        if not made and (row.is_on, row.years) == (given["is_on"], given.get("years")):
            continue
        row.is_on, row.years = given["is_on"], given.get("years")
        row.save(update_fields=["is_on", "years"])
        audit.record("rule.set", row, by=by, rule=code, on=row.is_on, years=row.years or 0)


@transaction.atomic
def raise_hits(in_round: Round, *, by: User) -> int:
    """Everything the records show of members of the teams goes before whoever decides; says how much.

    From that moment the person sees nothing of the organisation, until it is decided.
    """
    if not forms(by, in_round):
        raise NotAllowed(_("Only the office's staff form its teams."))
    rows: dict[tuple[Any, Any], dict[str, Any]] = {}
    for hit in team_hits(in_round):
        if not hit.is_open:
            continue
        place = (hit.membership.user_id, hit.task.pk)
        told = f"{hit.rule.title}：{hit.evidence}"
        if place in rows:
            rows[place]["statement"] += f"\n{told}"
        else:
            rows[place] = {
                "user": hit.membership.user,
                "task": hit.task,
                "relation": hit.rule.relation,
                "statement": told,
            }
    if not rows:
        raise NotNow(_("The records show nothing that is not before whoever decides already."))
    return len(raise_recusals_many(list(rows.values()), by=by))
