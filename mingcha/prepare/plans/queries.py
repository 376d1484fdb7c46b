"""Reads over work plans: what the template begins with, what a version says, how two differ."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.comparing import Piece, difference
from mingcha.prepare.papers.models import ROUND, PaperTemplate
from mingcha.prepare.papers.queries import filled
from mingcha.prepare.plans.models import PlanParagraph, PlanVersion, WorkPlan
from mingcha.prepare.rounds.models import Round
from mingcha.registry.bodies.models import Role
from mingcha.registry.bodies.queries import holders


def beginning(template: PaperTemplate, in_round: Round) -> tuple[str, list[tuple[str, str]]]:
    """The title, and heading and text of each part, filled with what the round's records say."""
    facts = _facts(in_round)
    parts = [(part.heading, filled(part.text, facts)) for part in template.parts.all()]
    return filled(template.title, facts), parts


def _facts(in_round: Round) -> dict[str, str]:
    tasks = in_round.tasks.select_related("organisation", "team").order_by("organisation__code")
    names = [task.organisation.name for task in tasks]
    teams: dict[str, list[str]] = defaultdict(list)
    for task in tasks:
        if task.team:
            teams[task.team.name].append(task.organisation.name)
    items = "\n".join(f"{item.order}.{item.name}。" for item in in_round.frame.items.all())
    return {
        ROUND: in_round.name,
        "巡察对象": "、".join(names) or "（待定）",
        "对象数": str(len(names)),
        "各组分工": "\n".join(f"{team}：{'、'.join(own)}。" for team, own in teams.items())
        or "（组建后填写）",
        "开始日期": f"{in_round.plan_from:%Y年}{in_round.plan_from.month}月{in_round.plan_from.day}日",
        "结束日期": f"{in_round.plan_to:%Y年}{in_round.plan_to.month}月{in_round.plan_to.day}日",
        "监督重点": in_round.frame.name,
        "监督内容": items,
        "目标任务": in_round.purpose.strip() or "对被巡察党组织开展政治监督。",
    }


def earlier_plans(user: User, in_round: Round) -> QuerySet[WorkPlan]:
    """Approved papers of the same office, from which a new one may begin."""
    seen = WorkPlan.objects.visible_to(user).approved()
    return seen.filter(office_id=in_round.office_id).exclude(round=in_round).order_by("-approved_on")


def paragraphs_of(version: PlanVersion) -> list[PlanParagraph]:
    return list(version.paragraphs.order_by("order"))


def paragraphs_for(version: PlanVersion, names: Sequence[str]) -> list[PlanParagraph]:
    """The parts as somebody recused from these organisations reads them: what names one is not shown."""
    parts = paragraphs_of(version)
    for one in parts:
        if any(name in _whole(one) for name in names):
            one.text = _("This part names an organisation that you are recused from; it is not shown to you.")
    return parts


def versions_for(plan: WorkPlan, user: User) -> list[PlanVersion]:
    """The versions this person may read, the newest first."""
    seen = PlanVersion.objects.visible_to(user).filter(plan=plan)
    return list(seen.prefetch_related("written_by").order_by("-no"))


@dataclass(frozen=True)
class Pair:
    """One part in two versions, side by side; either side may be empty."""

    heading: str
    old: list[Piece]
    new: list[Piece]

    @property
    def same(self) -> bool:
        return all(piece.kind == "same" for piece in [*self.old, *self.new])


def side_by_side(old: PlanVersion, new: PlanVersion, names: Sequence[str] = ()) -> list[Pair]:
    """The parts of both, in the order of the newer; what it no longer has stands where it stood.

    `names` are the organisations that the reader is recused from.
    """
    before, after = paragraphs_for(old, names), paragraphs_for(new, names)
    left, right = {one.key: one for one in before}, {one.key: one for one in after}
    keys = [one.key for one in after]
    for place, one in enumerate(before):
        if one.key not in right:
            kept = [earlier.key for earlier in before[:place] if earlier.key in keys]
            keys.insert(keys.index(kept[-1]) + 1 if kept else 0, one.key)
    return [_pair(left.get(key), right.get(key)) for key in keys]


def _pair(old: PlanParagraph | None, new: PlanParagraph | None) -> Pair:
    pieces = difference(_whole(old), _whole(new))
    shown: Any = new or old
    return Pair(
        shown.heading,
        [piece for piece in pieces if piece.kind != "added"],
        [piece for piece in pieces if piece.kind != "removed"],
    )


def _whole(paragraph: PlanParagraph | None) -> str:
    return f"{paragraph.heading}\n{paragraph.text}" if paragraph else ""


def reviewers_of(plan: WorkPlan) -> QuerySet[User]:
    """Who is told that a plan waits: the staff of the office above, or the leading group."""
    if plan.reviewer_id:
        return holders(plan.reviewer_id, Role.OFFICE_HEAD, Role.OFFICE_STAFF)
    return holders(plan.office_id, Role.GROUP_HEAD, Role.GROUP_MEMBER)


def teams_of(plan: WorkPlan) -> QuerySet[User]:
    """Everyone now in a team of the round."""
    people: QuerySet[User] = User.objects.active().filter(
        memberships__round_id=plan.round_id, memberships__until__isnull=True
    )
    return people.distinct().order_by("username")
