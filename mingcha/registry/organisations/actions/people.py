"""Writing who leads an organisation and who acts for it here."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.registry.organisations.actions.checking import refuse_faults, refuse_others
from mingcha.registry.organisations.models import LeadingPerson, Organisation, Representative


@transaction.atomic
def appoint_person(
    organisation: Organisation,
    *,
    name: str,
    post: str,
    by: User,
    is_principal: bool = False,
    since: date | None = None,
    succeeds: bool = False,
) -> LeadingPerson:
    """Note who leads from now on. A new principal who `succeeds` ends the earlier one's term."""
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    refuse_others(by, [locked.office_id])
    since = since or timezone.localdate()
    earlier = locked.leading_persons.in_force().filter(is_principal=True).first() if is_principal else None
    if earlier and not succeeds:
        raise NotNow(_("%(name)s is still the principal. End that term first.") % {"name": earlier.name})
    if earlier:
        end_person(earlier, by=by, until=since)
    person = LeadingPerson(organisation=locked, name=name, post=post, is_principal=is_principal, since=since)
    refuse_faults(person)
    person.save(force_insert=True)
    audit.record("person.appoint", locked, by=by, name=name, post=post, since=since)
    return person


@transaction.atomic
def appoint_people_many(people: Sequence[LeadingPerson], *, by: User) -> list[LeadingPerson]:
    """Several at once, of any organisations. Takes them unsaved; ended ones are allowed."""
    refuse_others(by, {person.organisation.office_id for person in people})
    for person in people:
        refuse_faults(person, alone=False)
    try:
        with transaction.atomic():
            made = LeadingPerson.objects.bulk_create(people, batch_size=1000)
    except IntegrityError:
        raise Invalid(_("An organisation has one principal, and a term ends after it began.")) from None
    facts = [{"name": one.name, "post": one.post, "since": str(one.since)} for one in made]
    audit.record_many("person.appoint", [one.organisation for one in made], by=by, facts=facts)
    return made


@transaction.atomic
def end_person(person: LeadingPerson, *, by: User, until: date | None = None) -> LeadingPerson:
    """Note that someone no longer leads; the term stays in the history."""
    rows = LeadingPerson.objects.select_for_update(of=("self",)).select_related("organisation")
    locked: LeadingPerson = rows.get(pk=person.pk)
    refuse_others(by, [locked.organisation.office_id])
    _close(locked, until)
    person.until = locked.until
    facts = {"name": locked.name, "post": locked.post, "until": locked.until}
    audit.record("person.end", locked.organisation, by=by, **facts)
    return locked


@transaction.atomic
def add_representative(
    organisation: Organisation, user: User, *, by: User, since: date | None = None
) -> Representative:
    """Let an account act for an organisation."""
    made = Representative(organisation=organisation, user=user, since=since or timezone.localdate())
    return add_representatives_many([made], by=by)[0]


@transaction.atomic
def add_representatives_many(representatives: Sequence[Representative], *, by: User) -> list[Representative]:
    """Several at once. Takes them unsaved. The accounts are locked, so that none of them can become an
    administrator at the same moment."""
    refuse_others(by, {one.organisation.office_id for one in representatives})
    ids = {one.user_id for one in representatives}
    users = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    for one in representatives:
        one.user = users[one.user_id]
        refuse_faults(one, alone=False)
    try:
        with transaction.atomic():
            made = Representative.objects.bulk_create(representatives, batch_size=1000)
    except IntegrityError:
        raise Invalid(_("This person represents the organisation already.")) from None
    facts = [{"user": one.user.username, "since": str(one.since)} for one in made]
    audit.record_many("representative.add", [one.organisation for one in made], by=by, facts=facts)
    return made


@transaction.atomic
def end_representative(
    representative: Representative, *, by: User, until: date | None = None
) -> Representative:
    """Close what an account could do for an organisation."""
    rows = Representative.objects.select_for_update(of=("self",)).select_related("organisation", "user")
    locked: Representative = rows.get(pk=representative.pk)
    refuse_others(by, [locked.organisation.office_id])
    _close(locked, until)
    representative.until = locked.until
    facts = {"user": locked.user.username, "until": locked.until}
    audit.record("representative.end", locked.organisation, by=by, **facts)
    return locked


def _close(term: LeadingPerson | Representative, until: date | None) -> None:
    """Date the end of a term, once."""
    if term.until:
        raise NotNow(_("This term has ended already."))
    term.until = until or timezone.localdate()
    if not term.since <= term.until <= timezone.localdate():
        raise Invalid(_("A term ends between the day it began and today."))
    term.save(update_fields=["until"])
