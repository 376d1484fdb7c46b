"""The plan of the term (五年规划) and of the year (年度计划), from an adopted schedule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.documents import Block, DocumentTemplate, Heading, Official, Paragraph, Table
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.schedule.models import PlannedRound, PlannedVisit, Proposal
from mingcha.prepare.schedule.permissions import draws_up_plan
from mingcha.prepare.schedule.queries.scope import scope_of
from mingcha.registry.organisations.models import Organisation

SECTORS = dict(Organisation.Sector.choices)


def _period(planned: PlannedRound) -> str:
    starts, ends = planned.plan_from, planned.plan_to
    upto = f"{ends.month}月" if starts.year == ends.year else f"{ends.year}年{ends.month}月"
    return f"{starts.year}年{starts.month}月—{upto}"


def _rounds(proposal: Proposal) -> list[PlannedRound]:
    rows = proposal.rounds.prefetch_related("visits__organisation").order_by("plan_from", "name")
    return [one for one in rows if one.visits.all()]


def _sectors(visits: Iterable[PlannedVisit]) -> str:
    counts = Counter(visit.organisation.sector for visit in visits)
    return "、".join(f"{SECTORS[code]}{counts[code]}家" for code in SECTORS if counts[code])


def _crossing(planned: PlannedRound) -> str:
    marks = ["交叉"] if planned.crossing and planned.kind != Round.Kind.CROSS else []
    return "、".join([planned.get_kind_display(), *marks])


def _table(rounds: list[PlannedRound]) -> Table:
    rows = [
        [
            one.name,
            _period(one),
            _crossing(one),
            f"{one.teams}个组",
            f"{len(one.visits.all())}家：{_sectors(one.visits.all())}",
        ]
        for one in rounds
    ]
    return Table(["轮次", "时间", "类型", "巡察组", "巡察对象"], rows, (3, 3, 2, 2, 5))


def _lists(rounds: list[PlannedRound]) -> list[Block]:
    """The organisations of each round, team by team."""
    found: list[Block] = []
    for one in rounds:
        teams: dict[int, list[str]] = {}
        for visit in sorted(one.visits.all(), key=lambda row: (row.team or 0, row.organisation.code)):
            mark = "（“回头看”）" if visit.kind == PlannedVisit.Kind.LOOK_BACK else ""
            teams.setdefault(visit.team or 0, []).append(f"{visit.organisation}{mark}")
        found.append(Heading(one.name, level=2))
        found += [
            Paragraph("、".join(names) + "。", lead=f"第{team}组：" if team else "待定组：")
            for team, names in sorted(teams.items())
        ]
    return found


def build_term_plan(proposal: Proposal) -> Official:
    """How the rest of the term's coverage is done: rounds, teams, sectors, and who is in which round."""
    rounds, term = _rounds(proposal), proposal.term
    placed = sum(len(one.visits.all()) for one in rounds)
    scope = scope_of(term).count()
    return Official(
        issuer=proposal.office.name,
        title=f"{term.name}巡察工作规划",
        blocks=[
            Paragraph(
                f"为实现{term.name}任期内巡察全覆盖，根据《中国共产党巡视工作条例》，结合实际制定本规划。"
            ),
            Heading("总体安排"),
            Paragraph(
                f"本届任期自{_day(term.starts_on)}至{_day(term.ends_on)}，应巡察党组织{scope}家。"
                f"自本规划审定之日起安排{len(rounds)}轮，共{placed}家次。"
            ),
            _table(rounds),
            Heading("分轮安排"),
            *_lists(rounds),
            Heading("组织实施"),
            Paragraph(
                "各轮次巡察对象由巡察工作领导小组按程序报批后实施；确需调整的，按原程序报批并形成新的规划版本。"
            ),
        ],
        signer=proposal.office.name,
        signed_on=proposal.adopted_on,
        printed_by=proposal.office.name,
    )


def plan_year(proposal: Proposal) -> int | None:
    """The year of the first round that is still to come."""
    today = timezone.localdate()
    ahead = [one.plan_from.year for one in _rounds(proposal) if one.plan_from >= today]
    return min(ahead, default=None)


def build_year_plan(proposal: Proposal) -> Official:
    """The rounds of the next year that has any."""
    year = plan_year(proposal)
    rounds = [one for one in _rounds(proposal) if one.plan_from.year == year]
    placed = sum(len(one.visits.all()) for one in rounds)
    return Official(
        issuer=proposal.office.name,
        title=f"{year}年度巡察工作计划",
        blocks=[
            Paragraph(
                f"根据{proposal.term.name}巡察工作规划，{year}年安排{len(rounds)}轮，巡察{placed}家次。"
            ),
            Heading("轮次安排"),
            _table(rounds),
            Heading("巡察对象"),
            *_lists(rounds),
        ],
        signer=proposal.office.name,
        signed_on=proposal.adopted_on,
        printed_by=proposal.office.name,
    )


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def is_adopted(proposal: Proposal) -> str | None:
    return None if proposal.adopted_on else _("The plan is drawn up once the proposal is adopted.")


def has_year(proposal: Proposal) -> str | None:
    return None if plan_year(proposal) else _("No round of the proposal is still to come.")


def _term_series(proposal: Proposal) -> str:
    return f"term-plan/{proposal.office_id}/{timezone.localdate().year}"


def _year_series(proposal: Proposal) -> str:
    return f"year-plan/{proposal.office_id}/{timezone.localdate().year}"


TEMPLATES = [
    DocumentTemplate(
        name="term_plan",
        title=_l("Plan of the term"),
        model=Proposal,
        build=build_term_plan,
        who=draws_up_plan,
        series=_term_series,
        number="巡规〔{year}〕{no}号",
        needs=(is_adopted,),
    ),
    DocumentTemplate(
        name="year_plan",
        title=_l("Plan of the year"),
        model=Proposal,
        build=build_year_plan,
        who=draws_up_plan,
        series=_year_series,
        number="巡计〔{year}〕{no}号",
        needs=(is_adopted, has_year),
    ),
]
