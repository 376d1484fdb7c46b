"""Where a person's work comes from: one row for each station of a workflow at which someone must act.

A source names the station, whose it is (a set of the person's rights and the field it is held against)
and whether it is work or review. The workflow's own predicates then decide record by record, on few.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conclude.feedback.workflow import WORKFLOW as FEEDBACK
from mingcha.conclude.meetings.models import Meeting
from mingcha.conclude.meetings.workflow import WORKFLOW as MEETING
from mingcha.conclude.reports.models import Report
from mingcha.conclude.reports.workflow import WORKFLOW as REPORT
from mingcha.conduct.findings.models import Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.workflow import FINDINGS, IMMEDIATES, PAPERS
from mingcha.conduct.inspections.models import Activity, Inspection, MidTermComment, Prompt
from mingcha.conduct.inspections.workflow import ACTIVITIES, COMMENTS, PROMPTS
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTION
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.workflow import WORKFLOW as PETITION
from mingcha.foundation.accounts.models import User
from mingcha.foundation.workflow import Workflow
from mingcha.prepare.briefs.models import ListRequest, Question
from mingcha.prepare.briefs.workflow import QUESTIONS, REQUESTS
from mingcha.prepare.forming.models import TeamProposal
from mingcha.prepare.forming.workflow import PROPOSALS as TEAMS_PROPOSED
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.plans.workflow import WORKFLOW as WORK_PLAN
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUND
from mingcha.prepare.schedule.models import Proposal
from mingcha.prepare.schedule.workflow import WORKFLOW as SCHEDULE
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import rights_of
from mingcha.prepare.teams.workflow import RECUSALS
from mingcha.prepare.terms.models import Term
from mingcha.prepare.terms.workflow import WORKFLOW as TERM
from mingcha.registry.talent.models import Talent
from mingcha.registry.talent.workflow import TALENTS
from mingcha.resolve.leads.models import Lead, LeadTransfer
from mingcha.resolve.leads.workflow import TRANSFERS
from mingcha.resolve.leads.workflow import WORKFLOW as LEAD
from mingcha.resolve.rectification.models import Item, Plan
from mingcha.resolve.rectification.workflow import ITEMS, PLANS
from mingcha.resolve.results.models import Suggestion
from mingcha.resolve.results.workflow import WORKFLOW as SUGGESTION

DO, REVIEW = "do", "review"
Whose = Callable[[User], Q | None]


@dataclass(frozen=True)
class Source:
    """One station. `any_one` is set where the act is no move of the table (a letter, an opinion).

    `begins` names the form with which the next record is begun from this one: the entry leads there.
    """

    workflow: Workflow
    label: str | Promise
    statuses: tuple[str, ...]
    whose: Whose
    kind: str
    ledger: str
    related: tuple[str, ...] = ()
    prefetched: tuple[str, ...] = ()
    order: str = "created_at"
    any_one: bool = False
    begins: str = ""
    most: int = 50

    def is_for(self, user: User, record: Any) -> bool:
        """Whether this person could take the record on; what it still lacks is theirs to add."""
        moves = [move for move in self.workflow.moves.values() if move.tone == "primary" and not move.quiet]
        return self.any_one or any(record.status in move.sources and move.who(user, record) for move in moves)


def mine(**held: str) -> Whose:
    """Records one of whose fields is in one of the person's sets of rights: `inspection_id="leads"`."""

    def whose(user: User) -> Q | None:
        rights, found = rights_of(user), Q()
        for path, name in held.items():
            if ids := getattr(rights, name):
                found |= Q(**{f"{path}__in": ids})
        return found or None

    return whose


def either(*several: Whose) -> Whose:
    """What any of these gives."""

    def whose(user: User) -> Q | None:
        found = Q()
        for one in several:
            found |= one(user) or Q()
        return found or None

    return whose


def without(missing: Q, whose: Whose) -> Whose:
    """Those of these records to which what follows is still to be made."""

    def found(user: User) -> Q | None:
        return None if (mine := whose(user)) is None else mine & missing

    return found


def written(user: User) -> Q | None:
    """Papers of one's inspections that one wrote or is an agent of."""
    if not (inspections := rights_of(user).inspections):
        return None
    agent_of = WorkingPaper.objects.filter(agents=user).values("pk")
    return Q(inspection_id__in=inspections) & (Q(made_by=user) | Q(pk__in=agent_of))


def unteamed(user: User) -> Q | None:
    """Petitions that came to the office itself."""
    own = rights_of(user).own_offices
    return Q(office_id__in=own, inspection__isnull=True) if own else None


def assigned(user: User) -> Q | None:
    """Questions of one's inspections that one is to look into."""
    inspections = rights_of(user).inspections
    return Q(task_id__in=inspections, assigned_to=user) if inspections else None


def plans_before(user: User) -> Q | None:
    """Plans the office above reviews; the leading group where there is none."""
    rights, found = rights_of(user), Q()
    if rights.own_offices:
        found |= Q(reviewer_id__in=rights.own_offices)
    if rights.groups:
        found |= Q(reviewer=None, office_id__in=rights.groups)
    return found or None


def with_teams_to_form(user: User) -> Q | None:
    """Of one's own office, for rounds whose teams are being formed and that have none yet."""
    own = rights_of(user).own_offices
    return Q(office_id__in=own, round__status=Round.Status.FORMING, round__teams=None) if own else None


TEAM, LEADER = mine(inspection_id="inspections"), mine(inspection_id="leads")
DEPUTY = mine(inspection_id="deputies")
OFFICE, HEAD, GROUP = (
    mine(office_id="own_offices"),
    mine(office_id="headed_offices"),
    mine(office_id="groups"),
)
CLERK, RECEIVER = mine(office_id="clerks"), mine(to_body_id="receiving")
ORGANISATION = mine(organisation_id="organisations")
SUPERVISOR = either(mine(office_id="discipline_offices"), mine(office_id="personnel_offices"))
OF = ("organisation",)
TOUR = ("round", "organisation")
S = (
    WorkingPaper.Status, Finding.Status, ImmediateRectification.Status, Report.Status, FeedbackOpinion.Status,
    Lead.Status, Plan.Status, Item.Status, Suggestion.Status, Petition.Status, Round.Status,
    Inspection.Status,
)  # fmt: skip
PAPER, FOUND, AT_ONCE, TOLD, OPINION, LED, PLAN, ITEM, ADVICE, CAME, TRIP, VISITED = S
PREPARE = [
    Source(TERM, _l("Terms to begin"), (Term.Status.DRAFT,), HEAD, DO, "terms"),
    Source(SCHEDULE, _l("Schedules to submit"), (Proposal.Status.DRAFT,), HEAD, DO, "proposals"),
    Source(SCHEDULE, _l("Schedules to adopt"), (Proposal.Status.FOR_GROUP,), GROUP, REVIEW, "proposals"),
    Source(TALENTS, _l("Nominations to the pools to examine"), (Talent.Status.NOMINATED,),
           mine(office_id="personnel_offices"), REVIEW, "talents"),
    Source(TALENTS, _l("To take into the pools"), (Talent.Status.QUALIFIED,), HEAD, REVIEW, "talents"),
    Source(TEAMS_PROPOSED, _l("Proposals for teams to adopt"), (TeamProposal.Status.SOLVED,),
           with_teams_to_form, DO, "team_proposals", ("round",)),
    Source(ROUND, _l("Rounds to submit"), (TRIP.DRAFT,), HEAD, DO, "rounds"),
    Source(ROUND, _l("Rounds to approve"), (TRIP.FOR_GROUP,), GROUP, REVIEW, "rounds"),
    Source(ROUND, _l("Approvals to record"), (TRIP.FOR_COMMITTEE,), CLERK, REVIEW, "rounds"),
    Source(ROUND, _l("Teams to form"), (TRIP.APPROVED,), HEAD, DO, "rounds"),
    Source(ROUND, _l("Rounds to make ready"), (TRIP.FORMING,), OFFICE, DO, "rounds"),
    Source(ROUND, _l("Rounds to archive"), (TRIP.TO_ARCHIVE,), OFFICE, DO, "rounds"),
    Source(RECUSALS, _l("Recusals to decide"), (RecusalDeclaration.Status.DECLARED,),
           either(HEAD, mine(office_id="headed_groups"), mine(office_id="clerks")), REVIEW, "recusals",
           ("user", "task__organisation"), most=12),
    Source(REQUESTS, _l("Requests for lists to send"), (ListRequest.Status.DRAFT,), OFFICE, DO,
           "list_requests", ("body",)),
    Source(REQUESTS, _l("Lists to answer"), ListRequest.WAITING, mine(body_id="receiving"), DO,
           "list_requests", ("body",), order="due_on", any_one=True),
    Source(REQUESTS, _l("Answers with lists to accept"), (ListRequest.Status.ANSWERED,), OFFICE, REVIEW,
           "list_requests", ("body",)),
    Source(QUESTIONS, _l("Questions to look into"), (Question.Status.OPEN,), assigned, DO, "questions",
           order="due_on"),
    Source(WORK_PLAN, _l("Work plans to write"), WorkPlan.WRITABLE, OFFICE, DO, "work_plans", any_one=True),
    Source(WORK_PLAN, _l("Work plans to review"), (WorkPlan.Status.IN_REVIEW,), plans_before, REVIEW,
           "work_plans"),
    Source(WORK_PLAN, _l("Work plans to send down"), (WorkPlan.Status.APPROVED,), OFFICE, DO, "work_plans"),
]  # fmt: skip
CONDUCT = [
    Source(INSPECTION, _l("Inspections to notify"), (VISITED.PREPARING,), OFFICE, DO, "inspections", TOUR,
           order="pk"),
    Source(INSPECTION, _l("Inspections to enter"), (VISITED.NOTIFIED,), mine(pk="leads"), DO, "inspections",
           TOUR, order="pk"),
    Source(INSPECTION, _l("Inspections to archive"), (VISITED.EVALUATING,), OFFICE, DO, "inspections", TOUR,
           order="pk"),
    Source(ACTIVITIES, _l("Records to confirm"), (Activity.Status.DRAFT,), TEAM, DO, "activities"),
    Source(COMMENTS, _l("Comments to answer"), (MidTermComment.Status.ISSUED,), TEAM, DO, "comments"),
    Source(COMMENTS, _l("Answers to comments"), (MidTermComment.Status.ANSWERED,), either(GROUP, OFFICE),
           REVIEW,
           "comments"),
    Source(PROMPTS, _l("Prompts to answer"), (Prompt.Status.ISSUED,), mine(team_id="teams"), DO, "prompts",
           ("team",), ("team__inspections",)),
    Source(PROMPTS, _l("Answers to prompts"), (Prompt.Status.ANSWERED,), OFFICE, REVIEW, "prompts"),
    Source(PETITION, _l("Petitions to summarise"), (CAME.REGISTERED,), either(TEAM, unteamed), DO,
           "petitions", OF),
    Source(PETITION, _l("Petitions to classify"), (CAME.SUMMARISED,), either(LEADER, unteamed), REVIEW,
           "petitions", OF),
    Source(PETITION, _l("Petitions to act on"), (CAME.CLASSIFIED,), either(LEADER, unteamed), DO,
           "petitions", OF),
    Source(PAPERS, _l("Working papers being written"), (PAPER.DRAFT,), written, DO, "papers", OF,
           ("taking_part",)),
    Source(PAPERS, _l("Working papers to review"), (PAPER.DEPUTY_REVIEW,), DEPUTY, REVIEW, "papers", OF,
           ("taking_part",)),
    Source(PAPERS, _l("Working papers to sign"), (PAPER.LEADER_REVIEW,), LEADER, REVIEW, "papers", OF,
           ("taking_part",)),
    Source(PAPERS, _l("Working papers to file"), (PAPER.SIGNED,), OFFICE, DO, "papers", OF, ("taking_part",)),
    Source(PAPERS, _l("Papers to be reopened"), (PAPER.REOPENING,), HEAD, REVIEW, "papers", OF,
           ("taking_part",)),
    Source(FINDINGS, _l("Findings to confirm"), (FOUND.DRAFT,), LEADER, REVIEW, "findings", OF),
    Source(IMMEDIATES, _l("Immediate rectification to agree to"), (AT_ONCE.PROPOSED,), LEADER, REVIEW,
           "immediate", OF),
    Source(IMMEDIATES, _l("Immediate rectification to approve"), (AT_ONCE.LEADER_APPROVED,), GROUP, REVIEW,
           "immediate", OF),
    Source(IMMEDIATES, _l("Immediate rectification to issue"), (AT_ONCE.GROUP_APPROVED,), either(LEADER,
           OFFICE), DO,
           "immediate", OF),
    Source(IMMEDIATES, _l("To rectify at once"), (AT_ONCE.ISSUED, AT_ONCE.RECEIPTED), ORGANISATION, DO,
           "immediate",
           OF, order="due_on"),
    Source(IMMEDIATES, _l("Immediate rectification to verify"), (AT_ONCE.DONE,), TEAM, REVIEW, "immediate",
           OF),
]  # fmt: skip
CONCLUDE = [
    Source(INSPECTION, _l("Reports to begin"), (VISITED.REPORTING,),
           without(~Q(pk__in=Report.objects.filter(kind="inspection").values("inspection")),
                   mine(pk="inspections")),
           DO, "inspections", TOUR, order="pk", any_one=True, begins="reports:create"),
    Source(REPORT, _l("Reports to draft"), (TOLD.DRAFT,), TEAM, DO, "reports"),
    Source(REPORT, _l("Reports for the team meeting"), (TOLD.TEAM_REVIEW,), LEADER, REVIEW, "reports"),
    Source(REPORT, _l("Reports to communicate"), (TOLD.COMMUNICATION,), LEADER, DO, "reports"),
    Source(REPORT, _l("Reports under joint review"), (TOLD.JOINT_REVIEW,), OFFICE, REVIEW, "reports",
           most=12),
    Source(REPORT, _l("Reports before the leading group"), (TOLD.LEADING_GROUP,), GROUP, REVIEW, "reports",
           most=12),
    Source(REPORT, _l("Reports before the secretary"), (TOLD.SECRETARY,), CLERK, REVIEW, "reports", most=12),
    Source(MEETING, _l("Minutes to put on record"), (Meeting.Status.DRAFT,), either(GROUP, OFFICE, CLERK),
           REVIEW,
           "meetings"),
    Source(INSPECTION, _l("Feedback to begin"), (VISITED.AWAITING_FEEDBACK,),
           without(Q(feedback=None), OFFICE), DO, "inspections", TOUR, order="pk", any_one=True,
           begins="feedback:create"),
    Source(FEEDBACK, _l("Feedback to approve"), (OPINION.DRAFT,), GROUP, REVIEW, "feedback", OF),
    Source(FEEDBACK, _l("Principals to be told"), (OPINION.APPROVED,), either(LEADER, OFFICE), DO,
           "feedback", OF),
    Source(FEEDBACK, _l("Feedback to serve"), (OPINION.TOLD_PRINCIPAL,), OFFICE, DO, "feedback", OF),
    Source(FEEDBACK, _l("Feedback to sign for"), (OPINION.SERVED,), ORGANISATION, DO, "feedback", OF),
]  # fmt: skip
RESOLVE = [
    Source(LEAD, _l("Leads to judge"), (LED.PROPOSED,), LEADER, REVIEW, "leads"),
    Source(LEAD, _l("Leads to check"), (LED.LEADER_APPROVED,), OFFICE, REVIEW, "leads"),
    Source(LEAD, _l("Leads to approve"), (LED.OFFICE_REVIEWED,), GROUP, REVIEW, "leads"),
    Source(LEAD, _l("Leads to hand over"), (LED.APPROVED,), OFFICE, DO, "leads", any_one=True),
    Source(TRANSFERS, _l("Letters of transfer to send"), (LeadTransfer.Status.DRAFT,), OFFICE, DO,
           "lead_transfers",
           ("to_body",)),
    Source(TRANSFERS, _l("Letters of transfer to sign for"), (LeadTransfer.Status.SENT,), RECEIVER, DO,
           "lead_transfers", ("to_body",)),
    Source(LEAD, _l("Leads to dispose of"), (LED.RECEIPTED, LED.OPINION, LED.DISPOSING), RECEIVER, DO,
           "leads"),
    Source(FEEDBACK, _l("Rectification plans to begin"), (OPINION.RECEIPTED,),
           without(Q(plan=None), ORGANISATION), DO, "feedback", OF, any_one=True,
           begins="rectification:open"),
    Source(PLANS, _l("Rectification plans to write"), (PLAN.DRAFT, PLAN.ADOPTED), ORGANISATION, DO, "plans",
           OF),
    Source(PLANS, _l("Progress to report"), (PLAN.ACCEPTED,), ORGANISATION, DO, "plans", OF),
    Source(PLANS, _l("Rectification plans under review"), (PLAN.SUBMITTED,), either(OFFICE, SUPERVISOR),
           REVIEW,
           "plans", OF, any_one=True),
    Source(PLANS, _l("Rectification to conclude"), (PLAN.REPORTED,), HEAD, REVIEW, "plans", OF),
    Source(ITEMS, _l("Items to rectify"), (ITEM.NOT_STARTED, ITEM.IN_PROGRESS, ITEM.NOT_DONE), ORGANISATION,
           DO,
           "items", OF, order="due_on"),
    Source(ITEMS, _l("Items to confirm"), (ITEM.DONE_UNCHECKED,), SUPERVISOR, REVIEW, "items", OF,
           ("progress",),
           "due_on"),
    Source(ITEMS, _l("Items to write off"), (ITEM.CONFIRMED,), OFFICE, REVIEW, "items", OF, ("progress",),
           "due_on"),
    Source(SUGGESTION, _l("Suggestions to approve"), (ADVICE.DRAFT,), GROUP, REVIEW, "suggestions"),
    Source(SUGGESTION, _l("Suggestions to send"), (ADVICE.APPROVED,), OFFICE, DO, "suggestions"),
    Source(SUGGESTION, _l("Suggestions to answer"), (ADVICE.SENT, ADVICE.RECEIPTED), RECEIVER, DO,
           "suggestions"),
    Source(SUGGESTION, _l("Answers to suggestions"), (ADVICE.ANSWERED,), OFFICE, REVIEW, "suggestions"),
]  # fmt: skip
SOURCES = PREPARE + CONDUCT + CONCLUDE + RESOLVE


@dataclass(frozen=True)
class Sent:
    """What a person has handed on and others have before them now."""

    workflow: Workflow
    label: str | Promise
    author: str
    statuses: tuple[str, ...]
    ledger: str
    related: tuple[str, ...] = ()


WAITING = [
    Sent(SCHEDULE, _l("Schedules"), "submitted_by", (Proposal.Status.FOR_GROUP,), "proposals"),
    Sent(ROUND, _l("Rounds"), "submitted_by", (TRIP.FOR_GROUP, TRIP.FOR_COMMITTEE), "rounds"),
    Sent(RECUSALS, _l("Recusals"), "user", (RecusalDeclaration.Status.DECLARED,), "recusals",
         ("user", "task__organisation")),
    Sent(REQUESTS, _l("Requests for lists"), "made_by", ListRequest.WAITING, "list_requests", ("body",)),
    Sent(WORK_PLAN, _l("Work plans"), "drafted_by", (WorkPlan.Status.IN_REVIEW,), "work_plans"),
    Sent(PAPERS, _l("Working papers"), "made_by", (PAPER.DEPUTY_REVIEW, PAPER.LEADER_REVIEW), "papers"),
    Sent(FINDINGS, _l("Findings"), "made_by", (FOUND.DRAFT,), "findings"),
    Sent(IMMEDIATES, _l("Immediate rectification"), "proposed_by",
         (AT_ONCE.PROPOSED, AT_ONCE.LEADER_APPROVED, AT_ONCE.ISSUED, AT_ONCE.RECEIPTED), "immediate"),
    Sent(REPORT, _l("Reports"), "drafted_by",
         (TOLD.TEAM_REVIEW, TOLD.JOINT_REVIEW, TOLD.LEADING_GROUP, TOLD.SECRETARY), "reports"),
    Sent(MEETING, _l("Minutes"), "minuted_by", (Meeting.Status.DRAFT,), "meetings"),
    Sent(FEEDBACK, _l("Feedback"), "drafted_by", (OPINION.DRAFT, OPINION.APPROVED, OPINION.SERVED),
         "feedback", OF),
    Sent(LEAD, _l("Leads"), "proposed_by", (LED.PROPOSED, LED.LEADER_APPROVED, LED.OFFICE_REVIEWED), "leads"),
    Sent(TRANSFERS, _l("Letters of transfer"), "made_by", (LeadTransfer.Status.SENT,), "lead_transfers",
         ("to_body",)),
    Sent(PLANS, _l("Rectification plans"), "made_by", (PLAN.SUBMITTED, PLAN.REPORTED), "plans", OF),
    Sent(ITEMS, _l("Rectification items"), "done_by", (ITEM.DONE_UNCHECKED, ITEM.CONFIRMED), "items", OF),
    Sent(SUGGESTION, _l("Suggestions"), "made_by", (ADVICE.DRAFT, ADVICE.SENT, ADVICE.RECEIPTED),
         "suggestions"),
]  # fmt: skip
