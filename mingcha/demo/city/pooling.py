"""The pools: who may be put into a team, what they know, where they come from, what they declared."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import cycle
from typing import Any

from mingcha.demo.city.cast import Place
from mingcha.foundation.accounts.models import User
from mingcha.registry.organisations.models import Division, Organisation
from mingcha.registry.talent.actions import (
    add_post_held,
    admit_many,
    declare_interests,
    declare_tie,
    edit_talent,
    nominate_many,
    qualify_many,
)
from mingcha.registry.talent.models import Grade, Skill, Talent, Tie

SPECIALIST = "department_officer"
LEADERS = (0, 5, 10, 15, 20, 25, 26, 27)  # places among the people lent; those who led before among them
UNITS: list[tuple[str, list[str]]] = [
    ("纪委监委", [Skill.DISCIPLINE, Skill.COORDINATION]),
    ("委组织部", [Skill.ORGANISATION, Skill.WRITING]),
    ("审计局", [Skill.AUDIT, Skill.FINANCE]),
    ("财政局", [Skill.FINANCE, Skill.WRITING]),
    ("司法局", [Skill.LEGAL, Skill.COORDINATION]),
    ("信访局", [Skill.PETITIONS, Skill.WRITING]),
    ("住房城乡建设局", [Skill.ENGINEERING, Skill.TRADE]),
    ("政务服务和数字化局", [Skill.DATA, Skill.WRITING]),
]
TIES = [
    (3, Tie.Kind.KIN, "配偶的兄长在该单位任中层职务（示例）。"),
    (8, Tie.Kind.BUSINESS, "曾代表原单位与其签订过采购合同（示例）。"),
    (12, Tie.Kind.IN_LAW, "与其班子成员有姻亲关系（示例）。"),
]


def fill_pools(city: Place, counties: list[Place], organisations: list[Organisation], today: date) -> None:
    """The city's pool with all there is to know, the counties' with the least; two nominees wait."""
    people = _pool(city, today)
    _posts(people, organisations, city, today)
    for place, kind, statement in TIES:
        organisation = organisations[place % len(organisations)]
        declare_tie(
            people[place], kind=kind, organisation=organisation, statement=statement, by=people[place].user
        )
    declare_interests(people[4], text="子女在本市一家工程咨询企业任职（示例）。", by=people[4].user)
    edit_talent(
        people[14],
        by=city.one("office_staff"),
        away_from=today,
        away_until=today + timedelta(days=120),
        away_reason="脱产学习",
    )
    for county in counties:
        _pool(county, today)


def _pool(place: Place, today: date) -> list[Any]:
    """Nominated, found qualified, in the pool for three years; the last two of the city's are not yet."""
    staff, lent = place.one("office_staff"), place.people[SPECIALIST]
    natives = cycle(Division.objects.filter(parent__code="2205").order_by("code"))
    rows = [
        _row(place, number, user, native, today)
        for (number, user), native in zip(enumerate(lent), natives, strict=False)
    ]
    made = nominate_many(rows, by=staff)
    ready = made[:-2] if place.key == "city" else made
    qualify_many(
        ready,
        organisation="政治素质好，业务能力强，同意推荐。",
        discipline="无违纪违法问题反映。",
        by=place.one("organisation_officer"),
    )
    admit_many(ready, until=today + timedelta(days=3 * 365), by=place.one("office_head"))
    return made


def _row(place: Place, number: int, user: User, native: Division, today: date) -> dict[str, Any]:
    leads = number in LEADERS
    unit, skills = UNITS[number % len(UNITS)]
    grade = Grade.DIVISION if leads else (Grade.SECTION, Grade.SECTION_DEPUTY, Grade.CLERK)[number % 3]
    return {
        "office": place.office,
        "user": user,
        "pool": Talent.Pool.LEADER if leads else Talent.Pool.SPECIALIST,
        "name": user.full_name,
        "unit": f"{place.name}{unit}",
        "post": "二级调研员" if leads else "干部",
        "grade": grade,
        "skills": [str(one) for one in skills],
        "native_place": native,
        "born_on": date(1970 + number % 25, 1 + number % 12, 15),
        "nominated_on": today - timedelta(days=400),
    }


def _posts(people: list[Talent], organisations: list[Organisation], city: Place, today: date) -> None:
    """Every fourth person once served in an organisation of the city; some of it lately."""
    for number, talent in enumerate(people[::4]):
        since = today - timedelta(days=365 * (4 + number % 5))
        until = since + timedelta(days=365 * 3)
        add_post_held(
            talent,
            title="科长",
            organisation=organisations[number % len(organisations)],
            since=since,
            until=until,
            by=city.one("office_staff"),
        )
