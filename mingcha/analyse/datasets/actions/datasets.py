"""Registering a data set, granting it to rounds, how long it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.models import Dataset, Grant
from mingcha.analyse.datasets.permissions import heads, keeps, may_register
from mingcha.analyse.datasets.workflow import RETENTION, WORKFLOW
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.notices.models import Notice
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Body
from mingcha.registry.bodies.queries import OFFICE_ROLES, holders

_FACTS = ("title", "department", "letter_number", "letter_on", "purpose")


@transaction.atomic
def register_dataset(
    *, contract: str, by: User, office: Body | None = None, in_round: Round | None = None, **values: Any
) -> Dataset:
    """A data set with no rows yet. With a round it belongs to that round's office and is granted to it."""
    home = in_round.office if in_round is not None else office
    if home is None:
        raise Invalid(_("Choose the round it is for, or the office it belongs to."))
    if not may_register(by, home.pk, in_round):
        raise NotAllowed(_("Only the office, and its teams while authorised, register data sets."))
    if contract not in CONTRACTS:
        raise Invalid(_("There is no data contract “%(name)s”.") % {"name": contract})
    dataset = Dataset(contract=contract, office=home, made_by=by, **values)
    _check(dataset)
    if dataset.keep_until < timezone.localdate():
        raise Invalid(_("The day until which it is kept has passed already."))
    with rules_told():
        dataset.save(force_insert=True)
    audit.record("dataset.register", dataset, by=by, contract=contract, letter=dataset.letter_number)
    _start_clock(dataset, by)
    if in_round is not None:
        _grant(dataset, in_round, by)
    return dataset


def _check(dataset: Dataset) -> None:
    try:
        dataset.clean_fields(exclude=["office", "made_by"])
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None
    if dataset.letter_on > timezone.localdate():
        raise Invalid(_("The letter cannot be of a day to come."))


def _start_clock(dataset: Dataset, by: User) -> None:
    today = timezone.localdate()
    clocks.start_clock(
        dataset,
        kind=RETENTION,
        title=gettext_noop("Destroy the data set “%(title)s”"),
        facts={"title": dataset.title},
        start=today,
        days=(dataset.keep_until - today).days,
        basis=gettext_noop("Data contract: retention"),
        by=by,
    )


@transaction.atomic
def edit_dataset(dataset: Dataset, *, by: User, **values: Any) -> None:
    """Correct what was registered. Contract, marking and encryption stay as they are."""
    _lock(dataset)
    _refuse_unless_kept(dataset, by)
    for name in _FACTS:
        setattr(dataset, name, values.get(name, getattr(dataset, name)))
    _check(dataset)
    with rules_told():
        dataset.save(update_fields=_FACTS)
    audit.record("dataset.edit", dataset, by=by, fields=sorted(set(values) & set(_FACTS)))


def _lock(dataset: Dataset) -> None:
    dataset.refresh_from_db(from_queryset=Dataset.objects.select_for_update())


def _refuse_unless_kept(dataset: Dataset, by: User) -> None:
    if not keeps(by, dataset):
        raise NotAllowed(_("Only the office that was given the data may do this."))
    if not dataset.is_open:
        raise NotNow(_("This data set has been destroyed."))


@transaction.atomic
def grant_round(dataset: Dataset, in_round: Round, *, by: User) -> Grant:
    """Let the teams of a round use it, each member as long as their authorisation is in force."""
    _lock(dataset)
    _refuse_unless_kept(dataset, by)
    return _grant(dataset, in_round, by)


def _grant(dataset: Dataset, in_round: Round, by: User) -> Grant:
    if in_round.office_id != dataset.office_id:
        raise Invalid(_("The round is another office's."))
    if in_round.status in Round.OVER:
        raise NotNow(_("The round is over."))
    with rules_told():
        grant = Grant.objects.create(dataset=dataset, round=in_round, granted_by=by)
    audit.record("dataset.grant", dataset, by=by, round=str(in_round), round_id=str(in_round.pk))
    return grant


@transaction.atomic
def revoke_grant(grant: Grant, *, by: User) -> None:
    """The teams of that round may no longer use it, from now on."""
    dataset = grant.dataset
    _lock(dataset)
    _refuse_unless_kept(dataset, by)
    grant.delete()
    audit.record("dataset.revoke", dataset, by=by, round=str(grant.round), round_id=str(grant.round_id))


@transaction.atomic
def extend_retention(dataset: Dataset, *, until: date, reason: str, by: User) -> None:
    """Keep it longer, for a stated reason; only the head of the office."""
    _lock(dataset)
    if not heads(by, dataset):
        raise NotAllowed(_("Only the head of the office decides how long the data are kept."))
    if not dataset.is_open:
        raise NotNow(_("This data set has been destroyed."))
    clocks.extend(dataset, RETENTION, until=until, reason=reason, by=by)
    dataset.keep_until = until
    dataset.save(update_fields=["keep_until"])


@transaction.atomic
def remind_overdue(on: date) -> int:
    """Every day until they are destroyed: tell the offices of data kept too long. Says how many were told."""
    told = 0
    for dataset in Dataset.objects.overdue(on):
        with translation.override(settings.LANGUAGE_CODE):
            facts = {"title": dataset.title, "days": (on - dataset.keep_until).days}
            text = _("“%(title)s” should have been destroyed %(days)s days ago.") % facts
        known = Notice.objects.filter(text=text[:300], url=dataset.get_absolute_url()).values("user")
        people = holders(dataset.office_id, *OFFICE_ROLES).exclude(pk__in=known)
        notify(people, text, record=dataset)
        told += len(people)
    return told


def destroy_dataset(dataset: Dataset, *, witness: str, reason: str, by: User, on: date | None = None) -> None:
    """Destroy every version; the certificate can be drawn up afterwards."""
    WORKFLOW.perform(dataset, "destroy", by=by, on=on, witness=witness, reason=reason)
