"""Keeping the rows of an Excel import into the pools."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers import ImportOutcome
from mingcha.foundation.records import rules_told, save_many
from mingcha.foundation.refusals import Invalid
from mingcha.registry.talent.actions.entries import nominate_many, refuse_faults
from mingcha.registry.talent.models import Talent

Row = dict[str, Any]
WRITTEN = ("pool", "born_on", "post", "grade", "skills", "native_place_id", "user_id")


@transaction.atomic
def save_talents(rows: list[Row], *, by: User, existing: str, context: dict[str, Any]) -> ImportOutcome:
    """Nominate those who are new, change those who are there; the same name and unit is the same person."""
    known = _known(rows)
    fresh = [row for row in rows if _key(row) not in known]
    already = [row for row in rows if _key(row) in known]
    if already and existing == "stop":
        raise Invalid(_("%(name)s is there already.") % {"name": already[0]["name"]})
    nominate_many(fresh, by=by)
    changed = [_fill(known[_key(row)], row) for row in already] if existing == "update" else []
    for one in changed:
        refuse_faults(one, alone=False)
    with rules_told():
        save_many(Talent, changed, [name.removesuffix("_id") for name in WRITTEN])
    audit.record_many("talent.edit", changed, by=by, facts={"imported": True})
    return ImportOutcome(len(fresh), len(changed), len(already) - len(changed))


def _key(row: Row) -> tuple[Any, ...]:
    return row["office"].pk, row["name"], row["unit"]


def _known(rows: list[Row]) -> dict[tuple[Any, ...], Talent]:
    found = Talent.objects.select_for_update().filter(
        office__in={row["office"].pk for row in rows}, name__in={row["name"] for row in rows}
    )
    standing = found.exclude(status=Talent.Status.OUT).order_by("-created_at")
    return {(one.office_id, one.name, one.unit): one for one in standing}


def _fill(talent: Talent, row: Row) -> Talent:
    """What the row says; an empty cell changes nothing."""
    for name in WRITTEN:
        if row.get(name) not in (None, "", []):
            setattr(talent, name, row[name])
    return talent
