"""Reads that span models: numbers, who is on the team, similar findings, and a paper as it stands."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.conduct.findings.models import (
    Evidence,
    Finding,
    ImmediateRectification,
    PaperVersion,
    WorkingPaper,
)
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.models import Attachment
from mingcha.foundation.files.queries import digest_of
from mingcha.foundation.words import listed
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.models import Membership, RecusalDeclaration
from mingcha.registry.frames.models import FrameItem, IssueClass

# How offices write these numbers: 〔year〕round, team, number. Regular rounds are not named.
PAPER_NUMBER = "〔{year}〕{kind}{round}巡-{team}组-{no:02}号"
IMMEDIATE_NUMBER = "〔{year}〕{kind}{round}巡-{team}组-立{no:02}号"
PRE_NUMBER = "预{no:03}"
_PRE_NUMBER, _NUMBER = re.compile(r"预(\d+)"), re.compile(r"-立?(\d+)号")
KINDS = {
    Round.Kind.REGULAR: "",
    Round.Kind.SPECIAL: "专",
    Round.Kind.THEMATIC: "题",
    Round.Kind.MOBILE: "机",
    Round.Kind.LOOK_BACK: "回",
    Round.Kind.JOINT: "联",
    Round.Kind.CROSS: "交",
    Round.Kind.UPGRADED: "提",
    Round.Kind.VILLAGE: "村",
    Round.Kind.AUDIT_LINKED: "审",
}

# What a reopened paper keeps of its earlier self, in the order of the form.
KEPT = (
    "title",
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
    "organisation_opinion",
    "opinion_reason",
    "meeting_opinion",
    "reviewed_by",
    "signed_by",
    "signed_on",
    "filed_by",
    "filed_on",
)


def series_of(name: str, inspection: Inspection) -> str:
    """Numbers run within a team and round, as the pattern says."""
    return f"{name}:{inspection.round_id}:{inspection.team_id}"


def numbered(pattern: str, inspection: Inspection, no: int) -> str:
    in_round = inspection.round
    kind = KINDS[Round.Kind(in_round.kind)]
    return pattern.format(
        year=in_round.year, kind=kind, round=in_round.number, team=inspection.team.number, no=no
    )


def draft_series_of(inspection: UUID) -> str:
    """Drafts are numbered within their inspection."""
    return f"paper-draft:{inspection}"


def series_of_paper(paper: WorkingPaper) -> Iterator[tuple[str, int]]:
    """The series its numbers were drawn from, and how far each had come."""
    if found := _PRE_NUMBER.match(paper.pre_number):
        yield draft_series_of(paper.inspection_id), int(found[1])
    if found := _NUMBER.search(paper.number):
        yield series_of("paper", paper.inspection), int(found[1])


def series_of_immediate(immediate: ImmediateRectification) -> Iterator[tuple[str, int]]:
    """The same of a notice of immediate rectification."""
    if found := _NUMBER.search(immediate.number):
        yield series_of("immediate", immediate.inspection), int(found[1])


def roles_of(inspections: Iterable[Inspection]) -> dict[UUID, dict[UUID, str]]:
    """The role of everyone who may now work on each inspection, by inspection and person."""
    wanted = list(inspections)
    teams = {inspection.team_id for inspection in wanted}
    by_team: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    held = Membership.objects.filter(team_id__in=teams, until__isnull=True)
    for team, user, role in held.values_list("team_id", "user_id", "role"):
        by_team[team][user] = role
    keys = [inspection.pk for inspection in wanted]
    tied = RecusalDeclaration.objects.filter(task_id__in=keys, status__in=("declared", "granted"))
    recused = set(tied.values_list("task_id", "user_id"))
    return {
        inspection.pk: {
            user: role
            for user, role in by_team[inspection.team_id].items()
            if (inspection.pk, user) not in recused
        }
        for inspection in wanted
    }


def possible_agents(inspection: Inspection) -> QuerySet[User]:
    """Those on the team who may handle a paper: all but the leader, who signs."""
    people = roles_of([inspection])[inspection.pk]
    keys = [user for user, role in people.items() if role != Membership.Role.LEADER]
    found: QuerySet[User] = User.objects.filter(pk__in=keys).order_by("username")
    return found


def digest_of_activity(activity: Activity) -> str:
    """SM3 of a confirmed record as it reads now, so that a later change shows."""
    names = ("title", "participants", "interviewee", "record", "summary", "checked", "found", "points")
    text = "\n".join([activity.held_on.isoformat(), *(str(getattr(activity, name)) for name in names)])
    return digest_of(iter([text.encode()]))


def snapshot(paper: WorkingPaper) -> dict[str, Any]:
    """A paper as it stands, in words."""
    content = {name: _in_words(paper, name) for name in KEPT}
    agents = [str(taking_part.user) for taking_part in paper.taking_part.select_related("user")]
    evidence = [
        {"title": item.title, "digest": item.digest, "pages": item.page_range}
        for item in paper.evidence.all()
    ]
    return {"number": paper.number, **content, "agents": agents, "evidence": evidence}


def _in_words(record: Any, name: str) -> str:
    shown = getattr(record, f"get_{name}_display", None)
    value = shown() if shown else getattr(record, name)
    return "" if value is None else str(value)


def version_in_words(kept: PaperVersion) -> list[tuple[str, str]]:
    """An earlier version as labels and texts, in the order of the form."""
    labels = {name: label_of(WorkingPaper, name) for name in KEPT}
    shown = [(labels[name], kept.content.get(name, "")) for name in KEPT]
    evidence = "\n".join(f"{item['title']} · SM3 {item['digest']}" for item in kept.content["evidence"])
    return [*shown, (_("Agents"), listed(kept.content["agents"])), (_("Evidence"), evidence)]


def label_of(model: Any, name: str) -> str:
    """What a field is called, in the reader's language."""
    return str(model._meta.get_field(name).verbose_name)


def differences(stored: Any, typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What another person saved where it is not what was typed: label and their text."""
    names = [name for name in typed if hasattr(stored, name) and not hasattr(getattr(stored, name), "all")]
    changed = [name for name in names if getattr(stored, name) != typed[name]]
    return [(label_of(type(stored), name), _in_words(stored, name)) for name in changed]


def attachments_of_evidence(evidence: Iterable[Evidence]) -> dict[UUID, UUID]:
    """The attachment by which each item's file is handed out."""
    keys = [item.pk for item in evidence if item.file_id]
    found = Attachment.objects.filter(subject_type=Evidence._meta.label_lower, subject_id__in=keys)
    return dict(found.values_list("subject_id", "pk"))


# Coding


def frame_items_of(inspection: Inspection) -> QuerySet[FrameItem]:
    """The sections of the frame that the round works with."""
    return FrameItem.objects.filter(frame_id=inspection.round.frame_id).order_by("order")


def classes() -> QuerySet[IssueClass]:
    return IssueClass.objects.filter(is_current=True).order_by("path")


def class_tree() -> list[tuple[str, Any]]:
    """The classes as a select shows them: level 1 as the heading, level 3 set in."""
    rows = list(classes())
    heads = {one.code: str(one) for one in rows if "." not in one.code}
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in rows:
        root, depth = one.code.partition(".")[0], one.code.count(".")
        label = "　" * max(depth - 1, 0) + str(one)
        groups.setdefault(heads.get(root, root), []).append((str(one.pk), label))
    return [("", "—"), *groups.items()]


# Likeness


@dataclass(frozen=True)
class Likeness:
    """A finding that reads like another, and how much (0 to 100)."""

    finding: Finding
    percent: int


def pairs_of(text: str) -> set[str]:
    """The pairs of neighbouring characters: what a Chinese sentence is compared by."""
    plain = "".join(letter for letter in text if letter.isalnum())
    return {plain[place : place + 2] for place in range(len(plain) - 1)}


def likeness(one: set[str], other: set[str]) -> int:
    """Shared pairs over all pairs (Dice), in per cent."""
    return round(200 * len(one & other) / (len(one) + len(other))) if one and other else 0


def similar_findings(finding: Finding, user: User, *, least: int = 20, most: int = 8) -> list[Likeness]:
    """Confirmed findings of other inspections, of the same class, that the user may see."""
    others = Finding.objects.visible_to(user).confirmed().exclude(inspection_id=finding.inspection_id)
    same = others.filter(issue_class_id=finding.issue_class_id).order_by("-confirmed_on", "-pk")
    return _ranked(finding, same.select_related("organisation", "inspection__round")[:600], least)[:most]


def duplicates_of(finding: Finding, *, least: int = 70) -> list[Likeness]:
    """Other findings of the same inspection that say nearly the same."""
    own = Finding.objects.filter(inspection_id=finding.inspection_id).exclude(pk=finding.pk)
    return _ranked(finding, own.exclude(status=Finding.Status.WITHDRAWN), least)


def _ranked(finding: Finding, others: Iterable[Finding], least: int) -> list[Likeness]:
    own = pairs_of(finding.title + finding.text[:200])
    found = [Likeness(other, likeness(own, pairs_of(other.title + other.text[:200]))) for other in others]
    return sorted((one for one in found if one.percent >= least), key=lambda one: -one.percent)


def free_numbers(inspection_id: UUID, how_many: int) -> list[str]:
    """The next free numbers of an inspection's findings. Lock the inspection first."""
    taken = set(Finding.objects.filter(inspection_id=inspection_id).values_list("number", flat=True))
    free: list[str] = []
    place = len(taken)
    while len(free) < how_many:
        place += 1
        if (number := f"{place:03}") not in taken:
            free.append(number)
    return free
