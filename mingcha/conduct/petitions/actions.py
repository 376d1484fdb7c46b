"""Every write to the register. Pages, imports and the demonstration call these."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.permissions import keeps, may_register, may_reveal
from mingcha.conduct.petitions.queries import NUMBER, series_name, series_of, taken_numbers
from mingcha.conduct.petitions.workflow import WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.numbering.actions import follow, next_numbers
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.sealed import seal, unseal
from mingcha.foundation.words import listed
from mingcha.foundation.workflow import Outcome
from mingcha.registry.bodies.models import Body

_CLOSED_TO_PETITIONS = (Inspection.Status.PREPARING, Inspection.Status.ARCHIVED)
_NOT_TYPED = ["office", "inspection", "received_by", "number"]


def register_petition(*, by: User, **values: Any) -> Petition:
    """One petition in the register; see `create_petitions_many` for the values."""
    return create_petitions_many([values], by=by)[0]


@transaction.atomic
def create_petitions_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Petition]:
    """Register many, numbered within office and year in the order given.

    Each row holds `inspection`, or `office` when it came to no team; `channel`, `received_on`,
    `content`, and any other field of Petition. `complainant` is sealed; a `number` given is kept.
    """
    made = [_petition(row, by) for row in rows]
    _refuse_unregistrable(made, by)
    _give_numbers(made)
    for petition in made:
        _check(petition)
    Petition.objects.bulk_create(made, batch_size=500)
    facts = [{"number": petition.number, "channel": petition.channel} for petition in made]
    audit.record_many("petition.register", made, by=by, facts=facts)
    return made


def _petition(row: Mapping[str, Any], by: User) -> Petition:
    values = dict(row)
    complainant = str(values.pop("complainant", "") or "").strip()
    if inspection := values.get("inspection"):
        about = values.get("organisation") or inspection.organisation
        values |= {"office": inspection.office, "organisation": about}
    petition = Petition(**{"received_by": by, **values})
    if complainant:
        petition.complainant_sealed = seal(complainant, about=petition.pk)
    return petition


def _refuse_unregistrable(petitions: Sequence[Petition], by: User) -> None:
    for petition in petitions:
        if not may_register(by, petition.office_id, petition.inspection_id):
            raise NotAllowed(_("Only the team and its office keep this register."))
    inspections = {petition.inspection_id for petition in petitions if petition.inspection_id}
    closed = Inspection.objects.select_for_update().filter(pk__in=inspections).order_by("pk")
    if any(inspection.status in _CLOSED_TO_PETITIONS for inspection in closed):
        raise NotNow(_("Petitions are registered from the notice until the archive."))


def _give_numbers(petitions: Sequence[Petition]) -> None:
    """Number those that bring none, office by office and year by year, without gaps."""
    follow(each for petition in petitions for each in series_of(petition))
    bare = [petition for petition in petitions if not petition.number]
    asked = Counter((petition.office_id, petition.received_on.year) for petition in bare)
    given = {
        key: iter(next_numbers(series_name(*key), how_many))
        for key, how_many in sorted(asked.items(), key=str)
    }
    for petition in bare:
        year = petition.received_on.year
        petition.number = NUMBER.format(year=year, no=next(given[petition.office_id, year]))


def _check(petition: Petition) -> None:
    if petition.received_on > timezone.localdate():
        raise Invalid(_("A petition cannot have been received in the future."))
    try:
        petition.clean_fields(exclude=[*_NOT_TYPED, "organisation"])
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None


@transaction.atomic
def edit_petition(petition: Petition, *, by: User, **values: Any) -> None:
    """Correct the registration. A closed petition is kept as it is."""
    petition.refresh_from_db(from_queryset=Petition._base_manager.select_for_update())
    _refuse_unless_kept(petition, by)
    complainant = str(values.pop("complainant", "") or "").strip()
    for name, value in values.items():
        setattr(petition, name, value)
    if complainant:
        petition.complainant_sealed = seal(complainant, about=petition.pk)
    _check(petition)
    petition.save()
    audit.record("petition.edit", petition, by=by, fields=sorted(values), identity=bool(complainant))


def _refuse_unless_kept(petition: Petition, by: User) -> None:
    if not keeps(by, petition):
        raise NotAllowed(_("Only the team and its office keep this register."))
    if petition.status == Petition.Status.CLOSED:
        raise NotNow(_("A closed petition can no longer change."))


@transaction.atomic
def link_activities(petition: Petition, activities: Sequence[Activity], *, by: User) -> None:
    """Name the talks, visits and files with which the petition was looked into."""
    _refuse_unless_kept(petition, by)
    if any(activity.inspection_id != petition.inspection_id for activity in activities):
        raise Invalid(_("An activity belongs to another inspection."))
    petition.activities.set(activities)
    numbers = [f"{activity.kind} {activity.number}" for activity in activities]
    audit.record("petition.link", petition, by=by, activities=numbers)


@transaction.atomic
def reveal_complainant(petition: Petition, *, by: User, reason: str) -> str:
    """Open the complainant's identity, for a stated reason, on the trail."""
    if not may_reveal(by, petition):
        raise NotAllowed(_("Only the team leader and the head of the office may see who complained."))
    if not reason.strip():
        raise Invalid(_("Say why you need to know who complained."))
    if not petition.complainant_sealed:
        raise NotNow(_("No identity is kept with this petition."))
    audit.record("petition.reveal", petition, by=by, reason=reason)
    return unseal(bytes(petition.complainant_sealed), about=petition.pk)


def classify_petitions(
    petitions: Sequence[Petition], *, classification: str, opinion: str, by: User, on: date | None = None
) -> Outcome:
    """What one team meeting said about several petitions."""
    return WORKFLOW.perform_many(
        petitions, "classify", by=by, on=on, classification=classification, meeting_opinion=opinion
    )


def merge_petition(petition: Petition, original: Petition, *, by: User) -> None:
    WORKFLOW.perform(petition, "merge", by=by, duplicate_of=original)


@transaction.atomic
def import_petitions(
    rows: Sequence[dict[str, Any]], *, by: User, existing: str, within: Inspection | None, office: Body | None
) -> tuple[int, int, int]:
    """Rows of a register kept elsewhere: created, updated and skipped, told apart by their numbers."""
    home = within.office if within else office
    if home is None:
        raise Invalid(_("Open the register of one inspection, or of the office you belong to."))
    known = taken_numbers(home.pk, [row["number"] for row in rows if row.get("number")])
    if known and existing == "stop":
        raise Invalid(_("Registered already: %(numbers)s.") % {"numbers": listed(sorted(known)[:10])})
    place = {"inspection": within} if within else {"office": home}
    new = [row for row in rows if row.get("number") not in known]
    create_petitions_many([{**row, **place} for row in new], by=by)
    if existing != "update":
        return len(new), 0, len(rows) - len(new)
    for row in rows:
        if found := known.get(row.get("number") or ""):
            edit_petition(found, by=by, **{name: value for name, value in row.items() if name != "number"})
    return len(new), len(rows) - len(new), 0
