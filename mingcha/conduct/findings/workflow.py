"""The lives of papers, findings and immediate rectification, and the gates none of them may pass by."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from mingcha.conduct.findings import permissions as may
from mingcha.conduct.findings.models import Finding, ImmediateRectification, PaperVersion, WorkingPaper
from mingcha.conduct.findings.queries import (
    IMMEDIATE_NUMBER,
    PAPER_NUMBER,
    label_of,
    numbered,
    series_of,
    snapshot,
)
from mingcha.conduct.findings.signals import withdrawing
from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.calendar import actions as clocks
from mingcha.foundation.files.actions import attach
from mingcha.foundation.notices.actions import notify
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.words import listed
from mingcha.foundation.workflow import Move, Workflow
from mingcha.registry.organisations.queries import representatives_of

_l = gettext_lazy

# Working papers


def has_bases(paper: WorkingPaper) -> str | None:
    """A problem stands on facts, on a rule, and on a duty; all three or none."""
    names = ("facts", "policy_basis", "responsibility_basis")
    missing = [name for name in names if not getattr(paper, name).strip()]
    if not missing:
        return None
    labels = listed(label_of(WorkingPaper, name) for name in missing)
    return _("The paper still lacks: %(names)s.") % {"names": labels}


def has_two_agents(paper: WorkingPaper) -> str | None:
    if len(paper.taking_part.all()) >= 2:
        return None
    return _("A paper needs two or more agents of the team.")


def has_evidence(paper: WorkingPaper) -> str | None:
    evidence = paper.evidence.all()
    if not evidence:
        return _("Add the evidence the paper rests on first.")
    if any(not item.digest for item in evidence):
        return _("Some evidence has no digest. Remove it and add it again.")
    return None


def proves_persons(paper: WorkingPaper) -> str | None:
    """No person is named without evidence that concerns them."""
    if not paper.persons_named.strip() or any(item.on_persons for item in paper.evidence.all()):
        return None
    return _("Persons are named, but no evidence concerns them. Mark or add the evidence, or name nobody.")


def has_opinion(paper: WorkingPaper) -> str | None:
    """The fact confirmation sheet (事实确认单): what the organisation says, and who signed or why not."""
    if paper.organisation_opinion == WorkingPaper.Opinion.NONE or not paper.opinion_on:
        return _("Record what the organisation says of the facts first.")
    if paper.organisation_opinion != WorkingPaper.Opinion.AGREE and not paper.opinion_reason.strip():
        return _("The organisation does not fully agree: record its reason first.")
    if not paper.opinion_by.strip() and not paper.opinion_refused.strip():
        return _("Record who signed for the organisation, or why nobody did.")
    return None


def carries_no_finding(paper: WorkingPaper) -> str | None:
    """The office sends a signed paper back freely; once a finding rests on it, it must be reopened."""
    confirmed = paper.findings.filter(status=Finding.Status.CONFIRMED)
    if paper.status != WorkingPaper.Status.SIGNED or not confirmed.exists():
        return None
    return _("A confirmed finding rests on this paper. File it, then ask for it to be reopened.")


def was_never_signed(paper: WorkingPaper) -> str | None:
    return _("A paper that has a number can no longer be dropped.") if paper.number else None


def review(paper: WorkingPaper, by: User, given: dict[str, Any]) -> None:
    paper.reviewed_by, paper.reviewed_on = by, given["on"]


def sign(paper: WorkingPaper, by: User, given: dict[str, Any]) -> None:
    """Number and signature. A paper that was reopened keeps the number it has."""
    if not paper.meeting_opinion.strip():
        raise Invalid(_("Record the opinion of the team meeting first."))
    if not paper.number:
        no = next_number(series_of("paper", paper.inspection))
        _give_number(paper, numbered(PAPER_NUMBER, paper.inspection, no))
    paper.signed_by, paper.signed_on = by, given["on"]


def _give_number(record: Any, number: str) -> None:
    """Kept at once: moves of many write the status first, and the database wants the number with it."""
    record.number = number
    type(record)._base_manager.filter(pk=record.pk).update(number=number)


def put_on_file(paper: WorkingPaper, by: User, given: dict[str, Any]) -> None:
    paper.filed_by, paper.filed_on = by, given["on"]


def send_back(paper: WorkingPaper, by: User, given: dict[str, Any]) -> None:
    _unsign(paper)
    paper.returned_times += 1
    notify([paper.made_by], _("Working paper returned: %(name)s") % {"name": paper.title}, record=paper)


def _unsign(paper: WorkingPaper) -> None:
    paper.reviewed_by = paper.signed_by = paper.filed_by = None
    paper.reviewed_on = paper.signed_on = paper.filed_on = None


def ask_to_reopen(paper: WorkingPaper, by: User, given: dict[str, Any]) -> None:
    if not given.get("reopen_reason", "").strip():
        raise Invalid(_("Say why the paper must be reopened."))
    paper.reopen_asked_by = by


def reopen(paper: WorkingPaper, by: User, given: dict[str, Any]) -> None:
    """Keep the paper as it was filed, then let it be written in again."""
    PaperVersion.objects.create(
        paper=paper,
        no=paper.versions.count() + 1,
        content=snapshot(paper),
        reason=paper.reopen_reason,
        asked_by_id=paper.reopen_asked_by_id or by.pk,
        agreed_by=by,
    )
    _unsign(paper)
    _forget_request(paper, by, given)


def _forget_request(paper: WorkingPaper, by: User, given: dict[str, Any]) -> None:
    paper.reopen_asked_by, paper.reopen_reason = None, ""


DRAFT, DEPUTY, LEADER, SIGNED, FILED, REOPENING, DROPPED = WorkingPaper.Status
GATES = (has_bases, has_two_agents, has_evidence, proves_persons)
# fmt: off
PAPERS = Workflow("paper", WorkingPaper, [
    Move("submit",  frozenset({DRAFT}),     DEPUTY,    may.writes_paper,  GATES,
         label=_l("Submit for review"), tone="primary"),
    Move("pass",    frozenset({DEPUTY}),    LEADER,    may.reviews_paper, (*GATES, has_opinion),
         label=_l("Reviewed, to the leader"), tone="primary", then=review),
    Move("sign",    frozenset({LEADER}),    SIGNED,    may.signs_paper,   (*GATES, has_opinion),
         label=_l("Sign"), tone="primary", fields=("meeting_opinion",), then=sign),
    Move("file",    frozenset({SIGNED}),    FILED,     may.files_paper,   label=_l("File with the office"),
         tone="primary", then=put_on_file),
    Move("return",  frozenset({DEPUTY, LEADER, SIGNED}), DRAFT, may.returns_paper, (carries_no_finding,),
         label=_l("Return for changes"), note="required", then=send_back),
    Move("ask_reopen",     frozenset({FILED}),     REOPENING, may.leads,
         label=_l("Ask for it to be reopened"), fields=("reopen_reason",), then=ask_to_reopen),
    Move("agree_reopen",   frozenset({REOPENING}), DRAFT,     may.agrees_to_reopen,
         label=_l("Agree to reopen"), tone="primary", then=reopen),
    Move("decline_reopen", frozenset({REOPENING}), FILED,     may.agrees_to_reopen,
         label=_l("Keep it closed"), note="required", then=_forget_request),
    Move("drop",    frozenset({DRAFT}),     DROPPED,   may.drops_paper,   (was_never_signed,),
         label=_l("Drop"), note="required", tone="danger"),
])
# fmt: on

# Findings


def rests_on_signed(finding: Finding) -> str | None:
    """A report cites signed papers only; so does a finding."""
    papers = finding.papers.all()
    if not papers:
        return _("Link the signed working paper the finding rests on first.")
    if loose := [paper for paper in papers if not paper.is_signed]:
        names = listed(paper.number or paper.pre_number for paper in loose)
        return _("These working papers are not signed now: %(names)s.") % {"names": names}
    return None


DECIDED = (
    Inspection.Status.AWAITING_FEEDBACK,
    Inspection.Status.FED_BACK,
    Inspection.Status.RECTIFYING,
    Inspection.Status.EVALUATING,
    Inspection.Status.ARCHIVED,
)


def is_not_reported(finding: Finding) -> str | None:
    """What a decided report says is not taken back here; later steps are asked what rests on it."""
    if finding.inspection.status in DECIDED:
        return _("The report of this inspection has been decided; its findings can no longer change.")
    if finding.status == Finding.Status.DRAFT:
        return None
    answers = [answer for _receiver, answer in withdrawing.send(Finding, finding=finding) if answer]
    return " ".join(map(str, answers)) or None


def confirm(finding: Finding, by: User, given: dict[str, Any]) -> None:
    finding.confirmed_by, finding.confirmed_on = by, given["on"]


def unconfirm(finding: Finding, by: User, given: dict[str, Any]) -> None:
    finding.confirmed_by = finding.confirmed_on = None


def withdraw(finding: Finding, by: User, given: dict[str, Any]) -> None:
    finding.withdrawn_on = given["on"]


CONFIRMED, WITHDRAWN = Finding.Status.CONFIRMED, Finding.Status.WITHDRAWN
# fmt: off
FINDINGS = Workflow("finding", Finding, [
    Move("confirm",  frozenset({"draft"}),            CONFIRMED, may.confirms_finding,
         (rests_on_signed, is_not_reported), label=_l("Confirm"), tone="primary", then=confirm),
    Move("return",   frozenset({CONFIRMED}),          "draft",   may.leads, (is_not_reported,),
         label=_l("Take back to draft"), note="required", then=unconfirm),
    Move("withdraw", frozenset({"draft", CONFIRMED}), WITHDRAWN, may.withdraws_finding, (is_not_reported,),
         label=_l("Withdraw"), note="required", tone="danger", then=withdraw),
])
# fmt: on

# Immediate rectification


def note_approval(immediate: ImmediateRectification, by: User, given: dict[str, Any]) -> None:
    immediate.approved_on = given["on"]


def issue(immediate: ImmediateRectification, by: User, given: dict[str, Any]) -> None:
    """Number it, start its clock and tell the organisation."""
    no = next_number(series_of("immediate", immediate.inspection))
    _give_number(immediate, numbered(IMMEDIATE_NUMBER, immediate.inspection, no))
    immediate.issued_on = given["on"]
    _start_clock(immediate, by)
    text = _("Immediate rectification asked for: %(name)s") % {"name": immediate.title}
    notify(representatives_of(immediate.organisation_id), text, record=immediate)


def _start_clock(immediate: ImmediateRectification, by: User) -> None:
    clocks.start_clock(
        immediate,
        kind="immediate",
        title=gettext_noop("Immediate rectification: %(name)s"),
        facts={"name": immediate.title},
        start=immediate.due_on,
        days=0,
        unit="calendar",
        by=by,
    )


def receipt(immediate: ImmediateRectification, by: User, given: dict[str, Any]) -> None:
    immediate.receipted_by, immediate.receipted_on = by, given["on"]


def report_result(immediate: ImmediateRectification, by: User, given: dict[str, Any]) -> None:
    """The result comes with its proof: an upload, or a file already stored."""
    if not immediate.result.strip():
        raise Invalid(_("Write what was done first."))
    upload = given.get("proof_file") or given.get("proof")
    if upload is None:
        raise Invalid(_("Add the file that proves the result."))
    immediate.proof = attach(immediate, upload, by=by, title=_("Proof of the result")).file
    immediate.done_on = given["on"]
    clocks.meet(immediate, "immediate", given["on"])


def send_result_back(immediate: ImmediateRectification, by: User, given: dict[str, Any]) -> None:
    immediate.returned_times += 1
    immediate.done_on = None
    _start_clock(immediate, by)
    text = _("Result sent back: %(name)s") % {"name": immediate.title}
    notify(representatives_of(immediate.organisation_id), text, record=immediate)


def write_off(immediate: ImmediateRectification, by: User, given: dict[str, Any]) -> None:
    immediate.verified_by, immediate.closed_on = by, given["on"]


PROPOSED, AGREED, APPROVED, ISSUED, RECEIPTED, DONE, VERIFIED, NOT_PURSUED = ImmediateRectification.Status
# fmt: off
IMMEDIATES = Workflow("immediate", ImmediateRectification, [
    Move("agree",   frozenset({PROPOSED}),  AGREED,    may.agrees_to_immediate,
         label=_l("Agree"), tone="primary"),
    Move("approve", frozenset({AGREED}),    APPROVED,  may.approves_immediate,
         label=_l("Approve by the leading group"), tone="primary", then=note_approval),
    Move("issue",   frozenset({APPROVED}),  ISSUED,    may.issues_immediate,
         label=_l("Issue"), tone="primary", then=issue),
    Move("receipt", frozenset({ISSUED}),    RECEIPTED, may.represents,
         label=_l("Sign for it"), tone="primary", then=receipt),
    Move("report",  frozenset({RECEIPTED}), DONE,      may.represents, label=_l("Report the result"),
         tone="primary", fields=("result", "benefit"), then=report_result),
    Move("verify",  frozenset({DONE}),      VERIFIED,  may.verifies_immediate,
         label=_l("Verify and write off"), tone="primary", then=write_off),
    Move("send_back", frozenset({DONE}),    RECEIPTED, may.verifies_immediate,
         label=_l("Send the result back"), note="required", then=send_result_back),
    Move("return",  frozenset({AGREED}),    PROPOSED,  may.approves_immediate, label=_l("Return to the team"),
         note="required"),
    Move("drop",    frozenset({PROPOSED}),  NOT_PURSUED, may.leads, label=_l("Do not pursue"),
         note="required", tone="danger"),
])
# fmt: on
