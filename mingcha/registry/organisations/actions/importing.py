"""Keeping the rows of an Excel import. They passed the ledger's checks; a superior may come later."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers import ImportOutcome
from mingcha.foundation.refusals import Invalid
from mingcha.registry.bodies.queries import managed_offices
from mingcha.registry.organisations.actions.checking import refuse_faults, refuse_others
from mingcha.registry.organisations.actions.tree import Tree, hold_tree, write_paths
from mingcha.registry.organisations.models import LeadingPerson, Organisation
from mingcha.registry.organisations.queries import principals_of

PLAIN = ("name", "short_name", "sector", "level", "phone")
Row = dict[str, Any]
Key = tuple[UUID, str]


@transaction.atomic
def save_organisations(rows: list[Row], *, by: User, existing: str, context: dict[str, Any]) -> ImportOutcome:
    """Create and change organisations in one go; `existing` says what to do with those already there."""
    refuse_others(by, {row["office"].pk for row in rows})
    hold_tree()
    known = _known(rows, by)
    already = [row for row in rows if _key(row) in known]
    if already and existing == "stop":
        raise Invalid(_("%(code)s is there already.") % {"code": already[0]["code"]})
    taken = rows if existing == "update" else [row for row in rows if _key(row) not in known]
    fresh = {_key(row): _new(row) for row in taken if _key(row) not in known}
    everyone = known | fresh
    before = {one.pk: _facts(one) for one in known.values()}
    touched = [_fill(everyone[_key(row)], row, everyone) for row in taken]
    changed = [one for one in touched if one.pk in before and before[one.pk] != _facts(one)]
    _write(list(fresh.values()), changed, by)
    _write_principals([(everyone[_key(row)], row) for row in taken if row.get("principal")], by)
    return ImportOutcome(len(fresh), len(taken) - len(fresh), len(rows) - len(taken))


def _key(row: Row) -> Key:
    return row["office"].pk, row["code"]


def _known(rows: Iterable[Row], by: User) -> dict[Key, Organisation]:
    """What is there already of all that the file names, rows and superiors alike."""
    codes = {code for row in rows for code in (row["code"], row.get("parent_code")) if code}
    found = Organisation.objects.filter(office_id__in=managed_offices(by), code__in=codes)
    found = found.select_for_update(of=("self",)).select_related("office", "parent").order_by("pk")
    return {(one.office_id, one.code): one for one in found}


def _facts(organisation: Organisation) -> list[Any]:
    """All that an import may change."""
    return [getattr(organisation, name) for name in (*PLAIN, "division_id", "parent_id")]


def _new(row: Row) -> Organisation:
    return Organisation(office=row["office"], code=row["code"])


def _fill(organisation: Organisation, row: Row, everyone: dict[Key, Organisation]) -> Organisation:
    """What the row says; an empty cell changes nothing."""
    for name in PLAIN:
        if row.get(name) not in (None, ""):
            setattr(organisation, name, row[name])
    if row.get("division"):
        organisation.division_id = row["division"]
    if parent := row.get("parent") or _superior(row, everyone):
        organisation.parent = parent
    return organisation


def _superior(row: Row, everyone: dict[Key, Organisation]) -> Organisation | None:
    """The organisation with the superior's code: of the same office first, then of another one managed."""
    if not (code := row.get("parent_code")):
        return None
    if own := everyone.get((row["office"].pk, code)):
        return own
    other = next((one for (_office, known), one in everyone.items() if known == code), None)
    if other is None:
        names = {"code": row["code"], "parent": code}
        raise Invalid(_("%(code)s: no organisation has the code %(parent)s.") % names)
    return other


def _write(fresh: list[Organisation], changed: list[Organisation], by: User) -> None:
    touched = fresh + changed
    for one in touched:
        _refuse_faults(one)
    tree = Tree({one.pk: one.parent_id for one in touched})
    tree.refuse_cycles()
    Organisation.objects.bulk_create(fresh, batch_size=1000)
    written = [*PLAIN, "division", "parent"]
    Organisation.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["id"], update_fields=written, batch_size=1000
    )
    write_paths(tree.roots())
    for action, those in (("organisation.create", fresh), ("organisation.edit", changed)):
        facts = [{"code": one.code, "name": one.name, "imported": True} for one in those]
        audit.record_many(action, those, by=by, facts=facts)


def _refuse_faults(organisation: Organisation) -> None:
    """The organisation's own rules, with its code, so that one finds the row."""
    try:
        refuse_faults(organisation, alone=False)
    except Invalid as refusal:
        raise Invalid(f"{organisation.code}: {refusal}") from None


def _write_principals(pairs: list[tuple[Organisation, Row]], by: User) -> None:
    """A principal whom the file names otherwise than the register is a successor."""
    present = principals_of([organisation for organisation, _row in pairs])
    changes = [(one, row) for one, row in pairs if _differs(present.get(one.pk), row)]
    ended = [present[one.pk] for one, _row in changes if one.pk in present]
    appointed = [_person(one, row) for one, row in changes]
    for person in ended:
        person.until = max(person.since, timezone.localdate())
    LeadingPerson.objects.bulk_update(ended, ["until"], batch_size=500)
    LeadingPerson.objects.bulk_create(appointed, batch_size=1000)
    for action, people in (("person.end", ended), ("person.appoint", appointed)):
        facts = [{"name": person.name, "post": person.post} for person in people]
        audit.record_many(action, [person.organisation for person in people], by=by, facts=facts)


def _differs(person: LeadingPerson | None, row: Row) -> bool:
    return person is None or person.name != row["principal"]


def _person(organisation: Organisation, row: Row) -> LeadingPerson:
    since: date = row.get("principal_since") or timezone.localdate()
    post = row.get("principal_post") or ""
    return LeadingPerson(
        organisation=organisation, name=row["principal"], post=post, is_principal=True, since=since
    )
