"""Which rounds the demonstration has, when, and which part of the published figures each bears."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from mingcha.demo.city import figures, texts
from mingcha.demo.city.cast import Cast, Place
from mingcha.registry.organisations.models import Organisation


@dataclass
class RoundPlan:
    """One round: where, when, how far, how much."""

    place: Place
    kind: str
    number: int
    name: str
    organisations: list[Organisation]
    teams: int
    starts_on: date
    days: int
    until: str  # on_site, rectifying or archived
    problems: int
    petitions: int
    leads: int
    earlier: int = 0
    comments: int = 0
    prompts: int = 0
    wordings: int = 0
    special_reports: int = 0
    purpose: str = ""
    mode: str = "one_with_more"

    def day(self, offset: int) -> date:
        """So many days after the entry; before it when negative."""
        return self.starts_on + timedelta(days=offset)


@dataclass
class Calendar:
    """The days the demonstration hangs on, counted back from the day it is loaded."""

    today: date
    rounds: list[RoundPlan] = field(default_factory=list)

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


IN_FIRST = 24  # of the special reports: two for each organisation of the first round
COUNTY_ROUND = 8  # organisations in each county's round: four departments and four townships


def plan_rounds(cast: Cast, organisations: dict[str, list[Organisation]], today: date) -> list[RoundPlan]:
    """Two finished regular rounds (city and counties), a special one being rectified, one on site."""
    calendar = Calendar(today)
    city = organisations["city"]
    weights = [620, 455, 96, *([356] * len(cast.counties))]
    problems = figures.weighted(figures.PROBLEMS, weights)
    earlier = figures.weighted(figures.EARLIER, [*weights[:1], *weights[2:]])
    petitions = figures.weighted(figures.PETITIONS, [45, 30, 24, *([22] * len(cast.counties))])
    leads = figures.weighted(figures.LEADS, [24, 16, *([11] * len(cast.counties))])
    first = RoundPlan(
        place=cast.city,
        kind="regular",
        number=1,
        name="八届市委第一轮常规巡察",
        organisations=city[:12],
        teams=4,
        starts_on=calendar.ago(450),
        days=60,
        until="archived",
        problems=problems[0],
        petitions=petitions[0],
        leads=leads[0],
        earlier=earlier[0],
        comments=figures.COMMENTS,
        special_reports=IN_FIRST,
        purpose="对市直部门党组织开展政治监督。",
    )
    special = RoundPlan(
        place=cast.city,
        kind="special",
        number=1,
        name="八届市委基层治理专项巡察",
        organisations=city[12:22],
        teams=5,
        starts_on=calendar.ago(230),
        days=45,
        until="rectifying",
        problems=problems[1],
        petitions=petitions[1],
        leads=leads[1],
        wordings=figures.WORDINGS,
        special_reports=figures.SPECIAL_REPORTS - IN_FIRST,
        purpose="聚焦基层治理开展专项巡察。",
    )
    running = RoundPlan(
        place=cast.city,
        kind="regular",
        number=2,
        name="八届市委第二轮常规巡察",
        organisations=city[28:36],
        teams=4,
        starts_on=calendar.ago(24),
        days=60,
        until="on_site",
        problems=problems[2],
        petitions=petitions[2] - len(texts.SEALED_REPORTS),  # these come sealed, by QR code
        leads=0,
        earlier=earlier[1],
        prompts=figures.PROMPTS,
        purpose="对市属国有企业和事业单位开展巡察。",
    )
    counties = [
        _county(
            place,
            organisations[place.key],
            calendar,
            problems=problems[3 + no],
            petitions=petitions[3 + no],
            leads=leads[2 + no],
            earlier=earlier[2 + no],
        )
        for no, place in enumerate(cast.counties)
    ]
    return [first, *counties, special, running]


def _county(place: Place, ones: list[Organisation], calendar: Calendar, **bears: Any) -> RoundPlan:
    half = COUNTY_ROUND // 2
    townships = [one for one in ones if one.sector == Organisation.Sector.TOWNSHIPS]
    return RoundPlan(
        place=place,
        kind="regular",
        number=1,
        name=f"{place.name}委第一轮常规巡察",
        organisations=[*ones[:half], *townships[:half]],
        teams=2,
        starts_on=calendar.ago(430),
        days=55,
        until="archived",
        **bears,
        purpose="对县直部门和乡镇党组织开展巡察。",
    )
