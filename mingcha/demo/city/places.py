"""The organisations of the demonstration: kinds of bodies every city has, all marked （示例）."""

from collections.abc import Iterator
from datetime import date

from mingcha.demo.city.cast import PASSWORD, Cast, Place
from mingcha.foundation.accounts.actions import create_accounts_many
from mingcha.foundation.accounts.models import User
from mingcha.registry.organisations.actions import (
    add_representatives_many,
    appoint_people_many,
    create_organisations_many,
)
from mingcha.registry.organisations.models import Division, LeadingPerson, Organisation, Representative

CITY_DEPARTMENTS = [
    "发展改革委",
    "教育局",
    "科技局",
    "工业和信息化局",
    "公安局",
    "民政局",
    "司法局",
    "财政局",
    "人力资源社会保障局",
    "自然资源局",
    "生态环境局",
    "住房城乡建设局",
    "交通运输局",
    "水利局",
    "农业农村局",
    "商务局",
    "文化广电旅游局",
    "卫生健康委",
    "退役军人局",
    "应急局",
    "审计局",
    "市场监管局",
    "体育局",
    "统计局",
    "医疗保障局",
    "林业局",
    "信访局",
    "政务服务和数字化局",
]
CITY_COMPANIES = ["城市投资集团", "公共交通集团", "供水集团", "供热集团", "粮食储备公司", "文化旅游集团"]
CITY_INSTITUTIONS = ["职业技术学院", "中心医院", "广播电视台", "图书馆"]
COUNTY_DEPARTMENTS = [
    "教育局",
    "民政局",
    "财政局",
    "自然资源局",
    "住房城乡建设局",
    "农业农村局",
    "卫生健康局",
    "水利局",
    "市场监管局",
    "应急局",
]
TOWNSHIPS_A_COUNTY = 6
VILLAGES_A_TOWNSHIP = 3
Sector, Level = Organisation.Sector, Organisation.Level


def make_organisations(cast: Cast) -> dict[str, list[Organisation]]:
    """Organisations of each place by its key, in the order rounds take them; villages come last."""
    made = {"city": _city(cast.city)}
    for county in cast.counties:
        made[county.key] = _county(county)
    create_organisations_many(made["city"], by=cast.city.one("office_head"))
    for county in cast.counties:
        create_organisations_many(made[county.key], by=county.one("office_head"))
    return made


def _city(place: Place) -> list[Organisation]:
    rows: list[tuple[str, str]] = [
        (f"{place.name}{name}党组", Sector.DEPARTMENTS) for name in CITY_DEPARTMENTS
    ]
    rows += [(f"{place.name}{name}党委", Sector.STATE_OWNED) for name in CITY_COMPANIES]
    rows += [(f"{place.name}{CITY_INSTITUTIONS[0]}党委", Sector.UNIVERSITIES)]
    rows += [(f"{place.name}{name}党委", Sector.INSTITUTIONS) for name in CITY_INSTITUTIONS[1:]]
    counties = Division.objects.filter(parent__code="2205").order_by("code")
    made = [
        _organisation(place, f"TH{no:03}", name, sector, Level.CITY)
        for no, (name, sector) in enumerate(rows, 1)
    ]
    for division in counties:
        name = f"中共{division.name}委"
        made.append(
            _organisation(
                place, f"TH{len(made) + 1:03}", name, Sector.COUNTIES, Level.COUNTY, division=division
            )
        )
    return made


def _county(place: Place) -> list[Organisation]:
    division = Division.objects.get(code=place.key.removeprefix("c"))
    rows: list[Organisation] = [
        _organisation(
            place, f"{place.key}-{no:02}", f"{place.name}{name}党组", Sector.DEPARTMENTS, Level.COUNTY
        )
        for no, name in enumerate(COUNTY_DEPARTMENTS, 1)
    ]
    townships = list(division.children.order_by("code")[:TOWNSHIPS_A_COUNTY])
    seats = [
        _organisation(
            place,
            f"{place.key}-T{no:02}",
            f"{township.name}党委" if not township.name.endswith("街道") else f"{township.name}党工委",
            Sector.TOWNSHIPS,
            Level.TOWNSHIP,
            division=township,
        )
        for no, township in enumerate(townships, 1)
    ]
    return [*rows, *seats, *_villages(place, seats)]


def _villages(place: Place, seats: list[Organisation]) -> Iterator[Organisation]:
    for seat in seats:
        for no in range(1, VILLAGES_A_TOWNSHIP + 1):
            name = seat.name.removesuffix("（示例）").removesuffix("党工委").removesuffix("党委")
            yield _organisation(
                place,
                f"{seat.code}-{no}",
                f"{name}第{no}村党支部",
                Sector.VILLAGES,
                Level.VILLAGE,
                parent=seat,
                division=seat.division,
            )


def _organisation(
    place: Place, code: str, name: str, sector: str, level: str, **more: object
) -> Organisation:
    return Organisation(
        code=code.upper(), name=f"{name}（示例）", sector=sector, level=level, office=place.office, **more
    )


def staff_organisations(
    cast: Cast, organisations: dict[str, list[Organisation]], *, since: date
) -> dict[str, User]:
    """A principal each, and an account for each one that is not a village; accounts by code."""
    places = {"city": cast.city, **{county.key: county for county in cast.counties}}
    for key, ones in organisations.items():
        people = [
            LeadingPerson(
                organisation=one, name=f"负责人{one.code}", post="党组织书记", is_principal=True, since=since
            )
            for one in ones
        ]
        appoint_people_many(people, by=places[key].one("office_head"))
    with_accounts = [one for ones in organisations.values() for one in ones if one.sector != Sector.VILLAGES]
    rows = [
        {"username": f"org-{one.code.lower()}", "full_name": f"联络员{one.code}"} for one in with_accounts
    ]
    users = create_accounts_many(rows, password=PASSWORD, must_change=False, by=cast.system)
    by_key: dict[str, list[Representative]] = {}
    for one, user in zip(with_accounts, users, strict=True):
        key = "city" if one.office_id == cast.city.office.pk else _key(cast, one)
        by_key.setdefault(key, []).append(Representative(organisation=one, user=user, since=since))
    for key, representatives in by_key.items():
        add_representatives_many(representatives, by=places[key].one("office_head"))
    return {one.code: user for one, user in zip(with_accounts, users, strict=True)}


def _key(cast: Cast, one: Organisation) -> str:
    return next(county.key for county in cast.counties if county.office.pk == one.office_id)
