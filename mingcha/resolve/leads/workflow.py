"""The life of a lead and of the letter that hands it over (regulation: transfer; discipline work rules)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from mingcha.conduct.inspections.queries import rule_of, told_of
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.notices.actions import telling
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.workflow import Move, Workflow
from mingcha.prepare.teams.queries import receivers_of
from mingcha.resolve.leads import permissions as may
from mingcha.resolve.leads.models import Lead, LeadTransfer

(PROPOSED, LEADER, OFFICE, APPROVED, TRANSFERRED, RECEIPTED, OPINION, DISPOSING, CLOSED, DROPPED) = (
    Lead.Status
)


def number_it(lead: Lead, by: User, fields: dict[str, Any]) -> None:
    """Leads are numbered by office and year once the leading group approved them."""
    if not lead.number:
        year = fields["on"].year
        no = next_number(f"lead/{lead.office_id}/{year}")
        lead.number = f"XS{year}-{no:04d}"


def note_sent(lead: Lead, by: User, fields: dict[str, Any]) -> None:
    lead.transferred_on = fields["on"]


def note_receipt(lead: Lead, by: User, fields: dict[str, Any]) -> None:
    """The receiving body's clocks: its opinion, and the answer to the office."""
    lead.receipted_on = fields["on"]
    for kind, title, key in (
        ("lead_opinion", gettext_noop("Way of disposal of lead %(number)s"), "lead_opinion_days"),
        ("lead_feedback", gettext_noop("Answer on lead %(number)s"), "lead_feedback_months"),
    ):
        if rule := rule_of(lead.inspection, key):
            clocks.start_clock(
                lead,
                kind=kind,
                title=title,
                facts={"number": lead.number},
                start=fields["on"],
                days=rule.value,
                unit=rule.unit,
                basis=rule.basis,
                by=by,
            )


def note_opinion(lead: Lead, by: User, fields: dict[str, Any]) -> None:
    if lead.way not in Lead.Way.values:
        raise Invalid(_("Choose one of the ways of disposal."))
    lead.opinion_on = fields["on"]
    clocks.meet(lead, "lead_opinion", fields["on"])


def has_result(lead: Lead) -> str | None:
    return None if hasattr(lead, "result") else _("Enter what came of it first.")


def proposer(lead: Lead) -> Any:
    """Who proposed it, while they work on the inspection."""
    return told_of(lead.inspection).filter(pk=lead.proposed_by_id)


def close(lead: Lead, by: User, fields: dict[str, Any]) -> None:
    lead.closed_on = fields["on"]
    clocks.meet(lead, "lead_feedback", fields["on"])


_l = gettext_lazy
WORKFLOW = Workflow(
    "lead",
    Lead,
    [
        Move(
            "approve",
            frozenset({PROPOSED}),
            LEADER,
            may.leads_the_team,
            label=_l("Take it up"),
            tone="primary",
        ),
        Move(
            "review",
            frozenset({LEADER}),
            OFFICE,
            may.in_the_office,
            label=_l("Reviewed, submit to the leading group"),
            tone="primary",
        ),
        Move(
            "decide",
            frozenset({OFFICE}),
            APPROVED,
            may.in_the_group,
            label=_l("Approve the transfer"),
            tone="primary",
            then=number_it,
        ),
        Move(
            "return",
            frozenset({LEADER, OFFICE}),
            PROPOSED,
            may.may_drop,
            label=_l("Return for changes"),
            note="required",
            then=telling(proposer, _l("Lead returned: %(record)s")),
        ),
        Move(
            "drop",
            frozenset({PROPOSED, LEADER, OFFICE}),
            DROPPED,
            may.may_drop,
            label=_l("Not a lead"),
            note="required",
            tone="danger",
        ),
        Move(
            "send",
            frozenset({APPROVED}),
            TRANSFERRED,
            may.by_its_letter,
            label=_l("Transfer"),
            quiet=True,
            then=note_sent,
        ),
        Move(
            "sign_for",
            frozenset({TRANSFERRED}),
            RECEIPTED,
            may.by_its_letter,
            label=_l("Sign for it"),
            quiet=True,
            then=note_receipt,
        ),
        Move(
            "propose_way",
            frozenset({RECEIPTED}),
            OPINION,
            may.receives,
            label=_l("Propose the way of disposal"),
            fields=("way",),
            tone="primary",
            then=note_opinion,
        ),
        Move(
            "dispose",
            frozenset({OPINION}),
            DISPOSING,
            may.receives,
            label=_l("Approved, begin disposal"),
            tone="primary",
        ),
        Move(
            "change_way",
            frozenset({DISPOSING}),
            OPINION,
            may.receives,
            label=_l("Change the way of disposal"),
            note="required",
        ),
        Move(
            "close",
            frozenset({DISPOSING}),
            CLOSED,
            may.receives,
            (has_result,),
            label=_l("Report the result and close"),
            tone="primary",
            then=close,
        ),
        Move(
            "reopen", frozenset({CLOSED}), DISPOSING, may.receives, label=_l("Take up again"), note="required"
        ),
    ],
)


def has_leads(transfer: LeadTransfer) -> str | None:
    return None if transfer.leads.exists() else _("Put at least one approved lead on the list first.")


def send_all(transfer: LeadTransfer, by: User, fields: dict[str, Any]) -> None:
    """The letter is numbered and every lead on its list leaves with it."""
    year = fields["on"].year
    no = next_number(f"lead-transfer/{transfer.office_id}/{year}")
    transfer.number = f"巡察移交〔{year}〕{no}号"
    transfer.transferred_on = fields["on"]
    _move_all(transfer, "send", by, fields)


def sign_for_all(transfer: LeadTransfer, by: User, fields: dict[str, Any]) -> None:
    transfer.receipted_on, transfer.receipted_by = fields["on"], by
    _move_all(transfer, "sign_for", by, fields)


def _move_all(transfer: LeadTransfer, move: str, by: User, fields: dict[str, Any]) -> None:
    leads = list(transfer.leads.select_related("inspection__round__rule_set"))
    outcome = WORKFLOW.perform_many(leads, move, by=by, on=fields["on"])
    if outcome.refused:
        lead, reason = outcome.refused[0]
        raise Invalid(f"{lead.number}：{reason}")


TRANSFERS = Workflow(
    "lead_transfer",
    LeadTransfer,
    [
        Move(
            "send",
            frozenset({LeadTransfer.Status.DRAFT}),
            LeadTransfer.Status.SENT,
            may.sends,
            (has_leads,),
            label=_l("Send the letter"),
            tone="primary",
            dated=True,
            then=telling(
                lambda letter: receivers_of(letter.to_body_id),
                _l("Leads to sign for: %(record)s"),
                send_all,
            ),
        ),
        Move(
            "receipt",
            frozenset({LeadTransfer.Status.SENT}),
            LeadTransfer.Status.RECEIPTED,
            may.signs_for,
            label=_l("Sign for it"),
            tone="primary",
            dated=True,
            then=sign_for_all,
        ),
    ],
)
