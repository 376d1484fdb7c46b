"""M07: public housing held by households that own homes, cars or companies, or earn over the limit."""

from datetime import date
from decimal import Decimal

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.housing import PUBLIC_HOUSING
from mingcha.analyse.datasets.contracts.people import HOUSES, HOUSING_FUND, RESIDENTS, VEHICLES
from mingcha.analyse.supervision.declaration import (
    Case,
    Evidence,
    FalsePositive,
    Model,
    Severity,
    Standing,
    Subject,
    rows,
)
from mingcha.analyse.supervision.library import households
from mingcha.analyse.supervision.library.households import CAR, FIRM, FUND, HOUSE, living_with
from mingcha.analyse.supervision.parameters import money, whole
from mingcha.analyse.supervision.portable import capped, keys
from mingcha.foundation.words import Words

PRE_SALE = FalsePositive("pre_sale", Words("预售房尚未交付", "Bought before it is built, not delivered"))
COMMERCIAL = FalsePositive("commercial", Words("商铺、车位等非住宅", "A shop or garage, not a home"))
ALLOTTED = FalsePositive("allotted_house", Words("登记的就是所分配的住房", "It is the allotted house itself"))
ZOMBIE = FalsePositive(
    "zombie_firm", Words("企业已注销、吊销或无经营", "The company has ended or stands idle")
)
NEVER = date(2999, 12, 31)


def _members(allotments: ir.Table, residents: ir.Table) -> ir.Table:
    """Everyone of each household that holds public housing, and from when to when."""
    near = living_with(allotments, residents)
    together = allotments.inner_join(near, "person_id")
    return together.group_by("home", "member_id").agg(
        since=together.from_on.min(), until=ibis.coalesce(together.until_on, ibis.literal(NEVER)).max()
    )


def _own(allotments: ir.Table, owned: ir.Table) -> ir.Table:
    """Without the allotted house itself."""
    allotted = allotments.filter(allotments.house_id.notnull())
    allotted = allotted.select("home", key=allotted.house_id).distinct()
    return owned.anti_join(allotted, ["home", "key"])


def hits(
    allotments: ir.Table,
    houses: ir.Table,
    vehicles: ir.Table,
    fund: ir.Table,
    roles: ir.Table,
    companies: ir.Table,
    residents: ir.Table,
    *,
    house_limit: int,
    car_limit: Decimal,
    old_years: int,
    base_limit: Decimal,
    fund_months: int,
) -> ir.Table:
    """One row for each household: what it owned or earned over the limits while holding public housing."""
    allotments = allotments.mutate(home=ibis.coalesce(allotments.household, allotments.person_id))
    members = _members(allotments, residents)
    owned = ibis.union(
        households.cars(members, vehicles, car_limit, old_years),
        _own(allotments, households.houses(members, houses)),
        households.fund(members, fund, base_limit),
        households.firms(members, roles, companies, ("legal", "shareholder")),
    )
    found = _counted(owned)
    kinds = [found.houses >= house_limit, found.cars > 0, found.fund_months >= fund_months, found.firms > 0]
    how_many = sum((one.cast("int64") for one in kinds[1:]), kinds[0].cast("int64"))
    found = found.mutate(score=capped(how_many * 0.1 + 0.5)).filter(how_many > 0)
    holders = allotments.semi_join(found, "home").group_by("home").agg(
        subject_name=allotments.name.max(), keys_allotments=keys(allotments.allotment_id)
    )  # fmt: skip
    found = found.inner_join(holders, "home")
    return found.mutate(subject_key=found.home).drop("home")


def _counted(owned: ir.Table) -> ir.Table:
    def of(kind: str) -> ir.BooleanValue:
        return owned.kind == kind

    return owned.group_by("home").agg(
        houses=owned.key.nunique(where=of(HOUSE)),
        cars=owned.key.nunique(where=of(CAR)),
        car_value=owned.value.max(where=of(CAR)),
        fund_months=owned.month.nunique(where=of(FUND)),
        fund_base=owned.value.max(where=of(FUND)),
        firms=owned.key.nunique(where=of(FIRM)),
        keys_houses=keys(owned.key, where=of(HOUSE)),
        keys_vehicles=keys(owned.key, where=of(CAR)),
        keys_fund=keys(owned.key, where=of(FUND)),
        keys_roles=keys(owned.key, where=of(FIRM)),
    )


HELD = "allotment_id person_id name household house_id from_on"
HOLDER = ("b1", "w1", "甲", "d1", "h0", "2023-06-15")
HOUSE_ROW = "house_id person_id use share acquired_by status"
CAR_ROW = "plate person_id kind registered_on value"
PAY = "pay_id person_id month base"
MODEL = Model(
    code="M07",
    words=Words("保障房家庭有房有车超收入", "Means of households in public housing"),
    area=Area.HOUSING,
    subject=Subject.HOUSEHOLD,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "享有保障房期间，家庭成员另有住房、超限车辆、超收入线的公积金基数或存续企业",
        "Another home, a car over the limit, pay over the limit or a company while holding public housing",
    ),
    basis=(
        Words(
            "《公共租赁住房管理办法》（2012年）：无房或住房困难，收入、财产低于规定标准",
            "Measures on public rental housing (2012): no home, income and property below the limits",
        ),
    ),
    inputs={
        "allotments": PUBLIC_HOUSING,
        "houses": HOUSES,
        "vehicles": VEHICLES,
        "fund": HOUSING_FUND,
        "roles": COMPANY_ROLES,
        "companies": COMPANIES,
        "residents": RESIDENTS,
    },
    optional=("houses", "vehicles", "fund", "roles", "companies", "residents"),
    parameters=(
        whole("house_limit", "另有住房套数", "Other homes", 1, 1, 5, unit="套"),
        money("car_limit", "车辆价值上限", "Worth of a car", 150_000, 0, 1_000_000),
        whole("old_years", "老旧车年限", "A car is old after", 10, 3, 30, unit="年"),
        money("base_limit", "公积金基数上限", "Base of the housing fund", 8_000, 1_000, 50_000),
        whole("fund_months", "超限月数", "Months over the limit", 3, 1, 24, unit="个月"),
    ),
    evidence=(
        Evidence("houses", Words("另有住房", "Other homes"), unit="套"),
        Evidence("cars", Words("超限车辆", "Cars over the limit"), unit="辆"),
        Evidence("car_value", Words("车辆最高价值", "Worth of the dearest"), unit="元"),
        Evidence("fund_months", Words("公积金基数超限月数", "Months of pay over the limit"), unit="个月"),
        Evidence("fund_base", Words("最高缴存基数", "Highest base"), unit="元"),
        Evidence("firms", Words("存续企业任职或持股", "Roles in companies"), unit="项"),
    ),
    sentence=Words(
        "{subject_name}户享有保障房期间另有住房{houses}套、超限车辆{cars}辆，"
        "公积金基数超限{fund_months}个月，"
        "在存续企业任职或持股{firms}项。",
        "While holding public housing the household of {subject_name} had {houses} other homes, {cars} "
        "cars over "
        "the limit, {fund_months} months of pay over the limit and {firms} roles in companies.",
    ),
    to_check=Words(
        "核对申请表申报与年审记录；实地看保障房是否自住；查住房中心是否每年复核财产收入。",
        "What the application and the yearly review say; who lives there; whether means are reviewed.",
    ),
    false_positives=(PRE_SALE, COMMERCIAL, ALLOTTED, ZOMBIE),
    notes=Words(
        "任一项超限即报，项数越多分越高。车价、收入上限各地不同，起始值为十五万元、"
        "月基数八千元且满三个月。预售未交付、"
        "非住宅、所分配的住房本身不计；任法定代表人或股东都算。",
        "Any one over the limit is a hit; more make it stronger. Limits differ by place: 150,000 for a "
        "car, a base "
        "of 8,000 for three months. Houses not delivered, shops and the allotted house itself do not count; "
        "leading a company and holding shares both do.",
    ),
    hits=hits,
    cases=(
        Case(
            "a home of the wife's, a car, pay and shares",
            rows={
                "allotments": rows(HELD, HOLDER),
                "houses": rows(HOUSE_ROW, ("h1", "w2", "住宅", 1.0, "购买", "现势")),
                "vehicles": rows(CAR_ROW, ("示A1", "w1", "小型轿车", "2024-05-01", 150_001)),
                "fund": rows(
                    PAY,
                    ("f1", "w1", "2024-01-01", 8_001),
                    ("f2", "w1", "2024-02-01", 8_001),
                    ("f3", "w1", "2024-03-01", 9_000),
                ),
                "roles": rows("role_id company_code person_id role", ("j1", "c1", "w1", "shareholder")),
                "residents": rows("person_id household", ("w1", "x"), ("w2", "x")),
            },
            hits={
                "d1": {
                    "houses": 1,
                    "cars": 1,
                    "car_value": 150_001,
                    "fund_months": 3,
                    "fund_base": 9_000,
                    "firms": 1,
                    "score": 0.9,
                    "keys": {
                        "allotments": ("b1",),
                        "houses": ("h1",),
                        "vehicles": ("示A1",),
                        "fund": ("f1", "f2", "f3"),
                        "roles": ("j1",),
                    },
                }
            },
        ),
        Case(
            "at the limits, and two months over",
            rows={
                "allotments": rows(HELD, HOLDER),
                "vehicles": rows(CAR_ROW, ("示A1", "w1", "小型轿车", "2024-05-01", 150_000)),
                "fund": rows(
                    PAY,
                    ("f1", "w1", "2024-01-01", 8_001),
                    ("f2", "w1", "2024-02-01", 8_001),
                    ("f3", "w1", "2024-03-01", 8_000),
                    ("f4", "w1", "2023-06-01", 9_000),
                ),
            },
        ),
        Case(
            "a flat not yet delivered",
            rows={
                "allotments": rows(HELD, HOLDER),
                "houses": rows(HOUSE_ROW, ("h1", "w1", "住宅", 1.0, "购买", "预售未交付")),
            },
            innocent="pre_sale",
        ),
        Case(
            "a shop",
            rows={
                "allotments": rows(HELD, HOLDER),
                "houses": rows(HOUSE_ROW, ("h1", "w1", "商业", 1.0, "购买", "现势")),
            },
            innocent="commercial",
        ),
        Case(
            "the allotted house",
            rows={
                "allotments": rows(HELD, HOLDER),
                "houses": rows(HOUSE_ROW, ("h0", "w1", "住宅", 1.0, "购买", "现势")),
            },
            innocent="allotted_house",
        ),
        Case(
            "a company struck off",
            rows={
                "allotments": rows(HELD, HOLDER),
                "roles": rows("role_id company_code person_id role", ("j1", "c1", "w1", "legal")),
                "companies": rows("company_code status insured tax", ("c1", "注销", 0, 0)),
            },
            innocent="zombie_firm",
        ),
    ),
)
