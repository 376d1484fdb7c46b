"""Nominating people, changing what is known of them, and taking many into the pool."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import managed_offices
from mingcha.registry.talent.models import Skill, Talent
from mingcha.registry.talent.workflow import TALENTS


def nominate(office: Body, *, by: User, **fields: Any) -> Talent:
    """Somebody who may serve in teams, to be examined by others."""
    return nominate_many([{"office": office, **fields}], by=by)[0]


@transaction.atomic
def nominate_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Talent]:
    """Many at once. Each row: `office` and the fields of `Talent`."""
    made = [Talent(nominated_by=by, **row) for row in rows]
    kept = managed_offices(by)
    for one in made:
        if one.office_id not in kept:
            raise NotAllowed(_("Only the office's staff keep its pools."))
        refuse_faults(one, alone=len(made) == 1)
    with rules_told():
        Talent.objects.bulk_create(made, batch_size=1000)
    audit.record_many("talent.nominate", made, by=by, facts=[{"pool": one.pool} for one in made])
    return made


@transaction.atomic
def edit_talent(talent: Talent, *, by: User, **fields: Any) -> Talent:
    """What is known of the person. Their standing in the pool changes by the moves only."""
    talent.refresh_from_db(from_queryset=Talent.objects.select_for_update())
    if talent.office_id not in managed_offices(by):
        raise NotAllowed(_("Only the office's staff keep its pools."))
    if talent.merged_into_id:
        raise NotNow(_("This entry was merged into another. Work with that one."))
    for name, value in fields.items():
        setattr(talent, name, value)
    refuse_faults(talent)
    with rules_told():
        talent.save(update_fields=list(fields))
    audit.record("talent.edit", talent, by=by, fields=sorted(fields))
    return talent


def refuse_faults(talent: Talent, *, alone: bool = True) -> None:
    """The rules of the table; what a bulk write would find costs a statement each, so only `alone`."""
    unknown = set(talent.skills) - set(Skill.values)
    if unknown or not talent.skills:
        raise Invalid(_("Choose at least one skill from the list."))
    skipped = {"nominated_by", "qualified_by", "merged_into", "office", "user", "organisation"}
    try:
        talent.clean_fields(exclude=skipped | {"native_place", "skills"})
        talent.clean()
        if alone:
            talent.validate_constraints()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error


def qualify_many(
    talents: Sequence[Talent], *, by: User, organisation: str, discipline: str, on: date | None = None
) -> None:
    """The same opinions on several; the first refusal stops all."""
    given = {"organisation_opinion": organisation, "discipline_opinion": discipline}
    _all(talents, "qualify", by=by, on=on, **given)


def admit_many(talents: Sequence[Talent], *, by: User, until: date, on: date | None = None) -> None:
    """Take several into the pool until this day."""
    _all(talents, "admit", by=by, on=on, expires_on=until)


@transaction.atomic
def _all(talents: Sequence[Talent], move: str, *, by: User, on: date | None, **fields: Any) -> None:
    if refused := TALENTS.perform_many(talents, move, by=by, on=on, **fields).refused:
        raise NotNow(refused[0][1])
