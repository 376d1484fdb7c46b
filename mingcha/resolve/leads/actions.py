"""Every write to leads, letters of transfer and results."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.sealed import seal
from mingcha.registry.bodies.models import Body
from mingcha.resolve.leads.models import Lead, LeadResult, LeadTransfer
from mingcha.resolve.leads.permissions import in_the_group, may_edit, may_propose, receives, sends

RECEIVING_KINDS = ("discipline", "organisation_department", "department")


def propose_lead(inspection: Inspection, *, by: User, **values: Any) -> Lead:
    """A team member proposes a lead. `values`: person, summary, discipline and other fields of Lead."""
    return propose_leads_many([{"inspection": inspection, **values}], by=by)[0]


@transaction.atomic
def propose_leads_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Lead]:
    """Many leads at once. Each row: `inspection`, `person`, and other fields of Lead."""
    leads = [_lead(row, by) for row in rows]
    Lead.objects.bulk_create(leads, batch_size=500)
    audit.record_many("lead.propose", leads, by=by)
    return leads


def _lead(row: Mapping[str, Any], by: User) -> Lead:
    inspection: Inspection = row["inspection"]
    if not may_propose(by, inspection):
        raise NotAllowed(_("Only the team of this inspection proposes leads."))
    if inspection.status in (Inspection.Status.PREPARING, Inspection.Status.ARCHIVED):
        raise NotNow(_("Leads are proposed from the notice on, until the archive."))
    values = {name: value for name, value in row.items() if name != "person"}
    for name in ("finding", "petition"):
        source = values.get(name)
        if source is not None and source.inspection_id != inspection.pk:
            raise Invalid(_("What the lead rests on belongs to another inspection."))
    lead = Lead(
        office_id=inspection.office_id, organisation_id=inspection.organisation_id, proposed_by=by, **values
    )
    lead.person_sealed = _sealed(lead, row.get("person", ""))
    return lead


def _sealed(lead: Lead, person: str) -> bytes:
    if not person.strip():
        raise Invalid(_("Name the person the lead is about."))
    return seal(person.strip(), about=lead.pk)


@transaction.atomic
def edit_lead(lead: Lead, *, by: User, person: str, **values: Any) -> None:
    """Change a lead that has not been taken up yet."""
    lead.refresh_from_db(from_queryset=Lead._base_manager.select_for_update())
    if not may_edit(by, lead):
        raise NotAllowed(_("Only the team of this inspection changes its leads."))
    if lead.status != Lead.Status.PROPOSED:
        raise NotNow(_("A lead under review is changed only after it is returned."))
    for name, value in values.items():
        setattr(lead, name, value)
    lead.person_sealed = _sealed(lead, person)
    lead.save()
    audit.record("lead.edit", lead, by=by, fields=sorted(values))


@transaction.atomic
def supervise_lead(lead: Lead, *, by: User) -> None:
    """The leading group supervises a key lead by number (挂号督办)."""
    if not in_the_group(by, lead):
        raise NotAllowed(_("The leading group decides which leads it supervises by number."))
    lead.refresh_from_db(from_queryset=Lead._base_manager.select_for_update())
    if lead.key_supervised:
        raise NotNow(_("This lead is supervised by number already."))
    lead.key_supervised = True
    lead.save(update_fields=["key_supervised"])
    audit.record("lead.supervise", lead, by=by)


@transaction.atomic
def make_transfer(office_id: Any, to_body: Body, leads: Iterable[Lead], *, by: User) -> LeadTransfer:
    """Put a letter together from approved leads of one office."""
    transfer = LeadTransfer(office_id=office_id, to_body=to_body, made_by=by)
    if not sends(by, transfer):
        raise NotAllowed(_("Only the office transfers its leads."))
    if to_body.kind not in RECEIVING_KINDS:
        raise Invalid(_("Leads go to a discipline body, the organisation department or another department."))
    chosen = list(leads)
    if not chosen:
        raise Invalid(_("Tick at least one lead."))
    rounds = {lead.inspection.round_id for lead in chosen}
    transfer.round_id = rounds.pop() if len(rounds) == 1 else None
    transfer.save(force_insert=True)
    _put_on(transfer, chosen)
    audit.record("lead_transfer.make", transfer, by=by, leads=len(chosen), to=to_body)
    return transfer


def _put_on(transfer: LeadTransfer, leads: Sequence[Lead]) -> None:
    """Lock the leads and put them on the list; refuse those not approved or on another list."""
    locked = Lead.objects.select_for_update().filter(pk__in=[lead.pk for lead in leads]).order_by("pk")
    for lead in locked:
        if lead.office_id != transfer.office_id:
            raise Invalid(_("Lead %(number)s belongs to another office.") % {"number": lead.number})
        if lead.status != Lead.Status.APPROVED or lead.transfer_id:
            sentence = _("Lead %(number)s is not approved, or is on another letter already.")
            raise NotNow(sentence % {"number": lead.number})
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(
        transfer=transfer, to_body_id=transfer.to_body_id
    )


@transaction.atomic
def take_off(lead: Lead, *, by: User) -> None:
    """Take a lead off a letter that has not been sent."""
    transfer = LeadTransfer.objects.select_for_update().filter(leads=lead).first()
    if transfer is None:
        raise NotNow(_("This lead is on no letter."))
    if not sends(by, transfer):
        raise NotAllowed(_("Only the office transfers its leads."))
    if transfer.status != LeadTransfer.Status.DRAFT:
        raise NotNow(_("The letter has been sent."))
    lead.transfer = lead.to_body = None
    lead.save(update_fields=["transfer", "to_body"])
    audit.record("lead_transfer.take_off", transfer, by=by, lead=lead.number)


def report_result(lead: Lead, *, by: User, **values: Any) -> LeadResult:
    """The receiving body enters what came of a lead. `values`: fields of LeadResult."""
    return report_results_many([{"lead": lead, **values}], by=by)[0]


@transaction.atomic
def report_results_many(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[LeadResult]:
    """Results of many leads at once."""
    results = [LeadResult(reported_by=by, **row) for row in rows]
    for result in results:
        if not receives(by, result.lead):
            raise NotAllowed(_("Only the body it was sent to reports what came of a lead."))
        if result.lead.status != Lead.Status.DISPOSING:
            raise NotNow(_("A result is entered while the lead is being disposed of."))
    try:
        with transaction.atomic():
            LeadResult.objects.bulk_create(results, batch_size=500)
    except IntegrityError as error:
        raise Invalid(_("A result is there already, or its numbers do not agree.")) from error
    audit.record_many("lead.report_result", [result.lead for result in results], by=by)
    return results


@transaction.atomic
def change_result(result: LeadResult, *, by: User, **values: Any) -> None:
    """Correct a result while its lead is open."""
    lead = Lead.objects.select_for_update().get(pk=result.lead_id)
    if not receives(by, lead):
        raise NotAllowed(_("Only the body it was sent to reports what came of a lead."))
    if lead.status != Lead.Status.DISPOSING:
        raise NotNow(_("A result is entered while the lead is being disposed of."))
    for name, value in values.items():
        setattr(result, name, value)
    result.save()
    audit.record("lead.change_result", lead, by=by, fields=sorted(values))
