"""Writing, proving and signing working papers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.conduct.findings.models import Evidence, PaperAgent, WorkingPaper
from mingcha.conduct.findings.permissions import writes_for, writes_paper
from mingcha.conduct.findings.queries import (
    PAPER_NUMBER,
    PRE_NUMBER,
    digest_of_activity,
    draft_series_of,
    numbered,
    roles_of,
    series_of,
)
from mingcha.conduct.findings.workflow import PAPERS
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.files.actions import attach, store_file
from mingcha.foundation.files.models import Marking, StoredFile
from mingcha.foundation.numbering.actions import next_numbers
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.words import listed
from mingcha.foundation.workflow import Outcome
from mingcha.prepare.teams.models import Membership

WRITTEN = (
    "title",
    "made_on",
    "source",
    "overview",
    "discovery",
    "facts",
    "policy_basis",
    "responsibility_basis",
    "responsible",
    "amount",
    "persons_named",
    "talk_with_principal",
    "meeting_opinion",
)
OPINION = ("organisation_opinion", "opinion_reason", "opinion_on", "opinion_by", "opinion_refused")
# What the organisation was asked about: once this changes, it must be asked again.
CONFIRMED_BY_THEM = ("overview", "facts", "amount", "persons_named")
AT_WORK = (Inspection.Status.ON_SITE, Inspection.Status.REPORTING)

Row = Mapping[str, Any]
Roles = Mapping[UUID, str]


def create_paper(inspection: Inspection, *, by: User, **values: Any) -> WorkingPaper:
    """One paper, as a draft with a provisional number. `values` as in `create_papers_many`."""
    return create_papers_many([{"inspection": inspection, **values}], by=by)[0]


@transaction.atomic
def create_papers_many(rows: Sequence[Row], *, by: User) -> list[WorkingPaper]:
    """Many papers at once, as drafts.

    Each row holds `inspection`, `title`, `source`, any other field people write, and lists of `agents`
    (users), `activities` and `petitions`.
    """
    inspections = {row["inspection"].pk: row["inspection"] for row in rows}
    _refuse_unless_at_work(inspections, by)
    roles = roles_of(inspections.values())
    papers = [_paper(row, by) for row in rows]
    _number_provisionally(papers)
    WorkingPaper.objects.bulk_create(papers, batch_size=500)
    for paper, row in zip(papers, rows, strict=True):
        _refuse_unfit_agents(row.get("agents", ()), roles[paper.inspection_id], by)
    _link_agents([(paper, row.get("agents", ())) for paper, row in zip(papers, rows, strict=True)])
    _link_sources([(paper, row) for paper, row in zip(papers, rows, strict=True)])
    audit.record_many("paper.create", papers, by=by, facts=[{"number": paper.pre_number} for paper in papers])
    return papers


def _refuse_unless_at_work(inspections: Mapping[UUID, Inspection], by: User) -> None:
    """Lock the inspections, then ask whether the team is there to write and `by` is one of them."""
    locked = Inspection.objects.select_for_update().filter(pk__in=inspections).order_by("pk")
    statuses = dict(locked.values_list("pk", "status"))
    for key, inspection in inspections.items():
        if not writes_for(by, inspection):
            raise NotAllowed(
                _("Only the team writes papers and findings; its leader signs and confirms them.")
            )
        if statuses[key] not in AT_WORK:
            raise NotNow(_("Papers are written from entry until the report is decided."))


def _paper(row: Row, by: User) -> WorkingPaper:
    inspection = row["inspection"]
    values = {name: row[name] for name in (*WRITTEN, *OPINION) if name in row}
    if unknown := set(row) - {*WRITTEN, *OPINION, "inspection", "agents", "activities", "petitions"}:
        raise Invalid(_("These cannot be written: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    values.setdefault("made_on", timezone.localdate())
    paper = WorkingPaper(
        inspection=inspection,
        office_id=inspection.office_id,
        organisation_id=inspection.organisation_id,
        made_by=by,
        writers=[by.pk],
        **values,
    )
    paper.clean_fields(exclude=["inspection", "office", "organisation", "made_by", "pre_number"])
    return paper


def _number_provisionally(papers: Sequence[WorkingPaper]) -> None:
    by_inspection: dict[UUID, list[WorkingPaper]] = defaultdict(list)
    for paper in papers:
        by_inspection[paper.inspection_id].append(paper)
    for key, own in sorted(by_inspection.items()):
        for paper, no in zip(own, next_numbers(draft_series_of(key), len(own)), strict=True):
            paper.pre_number = PRE_NUMBER.format(no=no)


def _refuse_unfit_agents(agents: Iterable[User], roles: Roles, author: User) -> None:
    """Agents are of the team, never its leader; and a deputy who is none of them is left to review."""
    keys = {agent.pk for agent in agents}
    if strangers := [str(agent) for agent in agents if agent.pk not in roles]:
        raise Invalid(_("Not on the team, or recused: %(names)s.") % {"names": listed(strangers)})
    if any(roles[key] == Membership.Role.LEADER for key in keys):
        raise Invalid(_("The leader signs papers and so cannot be an agent of one."))
    deputies = {key for key, role in roles.items() if role == Membership.Role.DEPUTY}
    if deputies and not deputies - keys - {author.pk}:
        raise Invalid(_("Leave a deputy leader who is neither author nor agent, to review the paper."))


def _link_agents(pairs: Iterable[tuple[WorkingPaper, Iterable[User]]]) -> None:
    rows = [PaperAgent(paper=paper, user=user) for paper, users in pairs for user in dict.fromkeys(users)]
    PaperAgent.objects.bulk_create(rows, batch_size=1000)


def _link_sources(pairs: Sequence[tuple[WorkingPaper, Row]]) -> None:
    """Activities and petitions of the same inspection that the papers come from."""
    for name, model in (("activities", Activity), ("petitions", Petition)):
        links = [(paper, source) for paper, row in pairs for source in row.get(name, ())]
        if any(source.inspection_id != paper.inspection_id for paper, source in links):
            raise Invalid(_("An activity or petition belongs to another inspection."))
        through: Any = getattr(WorkingPaper, name).through
        column = f"{model._meta.model_name}_id"
        made = [through(**{"workingpaper_id": paper.pk, column: source.pk}) for paper, source in links]
        through.objects.bulk_create(made, batch_size=1000)


def _lock(paper: WorkingPaper, by: User) -> None:
    """Lock and re-read the paper, then ask whether `by` may write in it now."""
    paper.refresh_from_db(from_queryset=WorkingPaper._base_manager.select_for_update())
    if not writes_paper(by, paper):
        raise NotAllowed(_("Only its author and its agents write in a paper."))


@transaction.atomic
def edit_paper(
    paper: WorkingPaper,
    *,
    by: User,
    revision: int,
    agents: Sequence[User] | None = None,
    activities: Sequence[Activity] | None = None,
    petitions: Sequence[Petition] | None = None,
    **values: Any,
) -> None:
    """Change a draft. Refused when somebody saved since `revision` was read.

    The organisation's opinion is dropped when what it was asked about changes.
    """
    _lock(paper, by)
    if paper.status != WorkingPaper.Status.DRAFT:
        raise NotNow(_("The paper is under review. It can be written in again once it is returned."))
    if paper.revision != revision:
        raise NotNow(
            _("Somebody saved this paper while you wrote. Your text is kept below; compare, then save.")
        )
    asked_again = any(name in values and values[name] != getattr(paper, name) for name in CONFIRMED_BY_THEM)
    for name in WRITTEN:
        setattr(paper, name, values.get(name, getattr(paper, name)))
    if asked_again:
        _forget_opinion(paper)
    paper.clean_fields(exclude=["inspection", "office", "organisation"])
    paper.revision += 1
    paper.writers = list(dict.fromkeys([*paper.writers, by.pk]))
    paper.save()
    _relink(paper, by, agents, {"activities": activities, "petitions": petitions})
    audit.record("paper.edit", paper, by=by, fields=sorted(values), opinion_dropped=asked_again)


def _relink(
    paper: WorkingPaper, by: User, agents: Sequence[User] | None, sources: Mapping[str, Sequence[Any] | None]
) -> None:
    if agents is not None:
        _refuse_unfit_agents(agents, roles_of([paper.inspection])[paper.inspection_id], by)
        paper.taking_part.all().delete()
        _link_agents([(paper, agents)])
    given = {name: chosen for name, chosen in sources.items() if chosen is not None}
    for name in given:
        getattr(paper, name).clear()
    _link_sources([(paper, given)])


def _forget_opinion(paper: WorkingPaper) -> None:
    paper.organisation_opinion, paper.opinion_on = WorkingPaper.Opinion.NONE, None
    paper.opinion_reason = paper.opinion_by = paper.opinion_refused = ""


@transaction.atomic
def record_opinion(
    paper: WorkingPaper,
    *,
    by: User,
    organisation_opinion: str,
    opinion_on: date,
    opinion_by: str = "",
    opinion_refused: str = "",
    opinion_reason: str = "",
) -> None:
    """What the organisation says of the facts, signed for it or with the reason for not signing."""
    _lock(paper, by)
    if paper.status not in (WorkingPaper.Status.DRAFT, WorkingPaper.Status.DEPUTY_REVIEW):
        raise NotNow(_("The organisation is asked before the leader's review."))
    given = (organisation_opinion, opinion_reason, opinion_on, opinion_by, opinion_refused)
    for name, value in zip(OPINION, given, strict=True):
        setattr(paper, name, value)
    paper.clean_fields(exclude=["inspection", "office", "organisation"])
    paper.save(update_fields=list(OPINION))
    audit.record("paper.opinion", paper, by=by, opinion=organisation_opinion, on=opinion_on)


# Evidence


def add_evidence(paper: WorkingPaper, *, by: User, **values: Any) -> Evidence:
    """One item of evidence. `values` as in `add_evidence_many`."""
    return add_evidence_many([{"paper": paper, **values}], by=by)[0]


@transaction.atomic
def add_evidence_many(rows: Sequence[Row], *, by: User) -> list[Evidence]:
    """Much evidence at once.

    Each row holds `paper`, `kind`, `title`, and one of `upload` (a Django file), `file` (one stored
    already) or `activity` (a confirmed record); also `page_range`, `on_persons`, `marking`.
    """
    papers = _locked({row["paper"].pk for row in rows})
    items = []
    for row in rows:
        paper = papers[row["paper"].pk]
        if not writes_paper(by, paper):
            raise NotAllowed(_("Only its author and its agents add evidence to a paper."))
        if paper.status != WorkingPaper.Status.DRAFT:
            raise NotNow(_("Evidence is added while the paper is a draft."))
        items.append(_evidence(paper, row, by))
    Evidence.objects.bulk_create(items, batch_size=500)
    for item in items:
        if item.file:
            attach(item, item.file, by=by, title=item.title, page_range=item.page_range)
    facts = [{"title": item.title, "digest": item.digest} for item in items]
    audit.record_many("paper.evidence", [item.paper for item in items], by=by, facts=facts)
    return items


def _locked(keys: set[UUID]) -> dict[UUID, WorkingPaper]:
    rows = WorkingPaper.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return {paper.pk: paper for paper in rows.prefetch_related("taking_part")}


def _evidence(paper: WorkingPaper, row: Row, by: User) -> Evidence:
    file, activity = _stored(row, by), row.get("activity")
    if (file is None) == (activity is None):
        raise Invalid(_("Give either a file or an activity record."))
    item = Evidence(
        paper=paper,
        kind=row["kind"],
        title=row.get("title") or str(file or activity)[:200],
        file=file,
        activity=activity,
        digest=file.digest if file else _digest(activity, paper),
        page_range=row.get("page_range", ""),
        on_persons=row.get("on_persons", False),
        added_by=by,
    )
    item.clean_fields(exclude=["paper", "file", "activity", "added_by"])
    return item


def _stored(row: Row, by: User) -> StoredFile | None:
    if row.get("upload"):
        return store_file(row["upload"], by=by, marking=row.get("marking") or Marking.WORK_SECRET)
    stored: StoredFile | None = row.get("file")
    return stored


def _digest(activity: Activity | None, paper: WorkingPaper) -> str:
    if activity is None or activity.inspection_id != paper.inspection_id:
        raise Invalid(_("The activity belongs to another inspection."))
    if activity.status != Activity.Status.CONFIRMED:
        raise Invalid(_("Only a confirmed activity record is evidence."))
    return digest_of_activity(activity)


@transaction.atomic
def remove_evidence(item: Evidence, *, by: User) -> None:
    """Take an item off a draft; its title and digest stay on the trail."""
    paper = item.paper
    _lock(paper, by)
    if paper.status != WorkingPaper.Status.DRAFT:
        raise NotNow(_("Evidence is removed only while the paper is a draft."))
    audit.record("paper.remove_evidence", paper, by=by, title=item.title, digest=item.digest)
    item.delete()


# Signing many


@transaction.atomic
def sign_papers_many(
    papers: Sequence[WorkingPaper], *, by: User, meeting_opinion: str, on: date | None = None
) -> Outcome:
    """Sign many papers of one leader: the rules of `sign`, and one run of numbers for each team."""
    keys = [paper.pk for paper in papers]
    locked = WorkingPaper.objects.select_for_update(of=("self",)).filter(pk__in=keys).with_grounds()
    rows = sorted(locked.order_by("pk"), key=lambda paper: keys.index(paper.pk)) if keys else []
    move = PAPERS.moves["sign"]
    unnumbered = [paper for paper in rows if not paper.number and move.refusal(paper, by) is None]
    if meeting_opinion.strip():
        _number_officially(unnumbered)
    return PAPERS.perform_many(rows, "sign", by=by, on=on, meeting_opinion=meeting_opinion)


def _number_officially(papers: Sequence[WorkingPaper]) -> None:
    """One run of numbers for each team; `sign` leaves a number that is there."""
    by_series: dict[str, list[WorkingPaper]] = defaultdict(list)
    for paper in papers:
        by_series[series_of("paper", paper.inspection)].append(paper)
    for series, own in sorted(by_series.items()):
        for paper, no in zip(own, next_numbers(series, len(own)), strict=True):
            paper.number = numbered(PAPER_NUMBER, paper.inspection, no)
    WorkingPaper.objects.bulk_update(papers, ["number"], batch_size=500)
