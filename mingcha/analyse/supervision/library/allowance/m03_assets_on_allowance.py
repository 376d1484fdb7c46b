"""M03: households on the minimum living allowance that own cars, homes, companies or a housing fund."""

from decimal import Decimal

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.allowance import RELIEF_LIST
from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.declaration import Area
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
from mingcha.analyse.supervision.library.households import CAR, FIRM, FUND, HOUSE, living_with, until_known
from mingcha.analyse.supervision.parameters import money, whole
from mingcha.analyse.supervision.portable import capped, keys
from mingcha.foundation.words import Words

DISABLED_VEHICLE = FalsePositive(
    "disabled_vehicle", Words("残疾人代步车、摩托车", "A disabled person's vehicle or a motorcycle")
)
OLD_VEHICLE = FalsePositive("old_vehicle", Words("老旧或价值很低的车辆", "An old car or one of little worth"))
NAME_LENT = FalsePositive("name_lent", Words("名义被借用，非本人财产", "Only the name was lent"))
INHERITED = FalsePositive("inherited_share", Words("继承所得的部分份额", "A part that was inherited"))
DEMOLISHED = FalsePositive("demolished", Words("房屋已拆除或灭失", "The house is gone"))
ZOMBIE = FalsePositive(
    "zombie_firm", Words("企业已注销、吊销或无经营", "The company has ended or stands idle")
)


def _members(relief: ir.Table, residents: ir.Table) -> ir.Table:
    """Everyone of each household on the list: those listed, and those living with them."""
    near = living_with(relief, residents)
    together = relief.inner_join(near, "person_id")
    return together.group_by("home", "member_id").agg(
        since=together.from_month.min(), until=together.to_month.max()
    )


def _on_allowance(relief: ir.Table) -> ir.Table:
    known = until_known(relief.filter(relief.scheme.isin(["urban", "rural"])))
    return known.mutate(home=ibis.coalesce(known.household, known.person_id))


def hits(
    relief: ir.Table,
    vehicles: ir.Table,
    houses: ir.Table,
    fund: ir.Table,
    roles: ir.Table,
    companies: ir.Table,
    residents: ir.Table,
    *,
    car_limit: Decimal,
    old_years: int,
    house_limit: int,
    fund_months: int,
) -> ir.Table:
    """One row for each household: what its members owned while it drew the allowance."""
    relief = _on_allowance(relief)
    members = _members(relief, residents)
    owned = ibis.union(
        households.cars(members, vehicles, car_limit, old_years),
        households.houses(members, houses),
        households.fund(members, fund),
        households.firms(members, roles, companies, ("legal",)),
    )
    found = _counted(owned)
    kinds = [found.cars > 0, found.houses >= house_limit, found.fund_months >= fund_months, found.firms > 0]
    how_many = sum((one.cast("int64") for one in kinds[1:]), kinds[0].cast("int64"))
    found = found.mutate(score=capped(how_many * 0.1 + 0.5)).filter(how_many > 0)
    heads = relief.semi_join(found, "home").group_by("home").agg(
        head_name=relief.name.max(where=relief.relation == "户主"),
        any_name=relief.name.max(),
        keys_relief=keys(relief.record_id),
    )  # fmt: skip
    found = found.inner_join(heads, "home")
    named = found.mutate(subject_key=found.home, subject_name=ibis.coalesce(found.head_name, found.any_name))
    return named.drop("home", "head_name", "any_name")


def _counted(owned: ir.Table) -> ir.Table:
    def of(kind: str) -> ir.BooleanValue:
        return owned.kind == kind

    return owned.group_by("home").agg(
        cars=owned.key.nunique(where=of(CAR)),
        car_value=owned.value.max(where=of(CAR)),
        houses=owned.key.nunique(where=of(HOUSE)),
        fund_months=owned.month.nunique(where=of(FUND)),
        firms=owned.key.nunique(where=of(FIRM)),
        keys_vehicles=keys(owned.key, where=of(CAR)),
        keys_houses=keys(owned.key, where=of(HOUSE)),
        keys_fund=keys(owned.key, where=of(FUND)),
        keys_roles=keys(owned.key, where=of(FIRM)),
    )


RELIEF = "record_id person_id name household relation scheme from_month to_month"
ON = ("r1", "w1", "甲", "D1", "户主", "rural", "2023-01-01", "2024-12-01")
CAR_ROW = "plate person_id kind registered_on value"
HOUSE_ROW = "house_id person_id use share acquired_by status"
TWO_HOMES = (("h1", "w1", "住宅", 1.0, "购买", "现势"), ("h2", "w1", "住宅", 1.0, "购买", "现势"))
MODEL = Model(
    code="M03",
    words=Words("低保家庭有车、房、公积金或企业", "Assets of households on the allowance"),
    area=Area.ALLOWANCE,
    subject=Subject.HOUSEHOLD,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "享受低保期间，家庭成员有超限车辆、两套以上住房、缴存公积金或任存续企业法定代表人",
        "Cars over the limit, two homes or more, a housing fund or companies of households on the allowance",
    ),
    basis=(Words("《最低生活保障审核确认办法》家庭财产条件", "Rules on granting the allowance: assets"),),
    inputs={
        "relief": RELIEF_LIST,
        "vehicles": VEHICLES,
        "houses": HOUSES,
        "fund": HOUSING_FUND,
        "roles": COMPANY_ROLES,
        "companies": COMPANIES,
        "residents": RESIDENTS,
    },
    optional=("vehicles", "houses", "fund", "roles", "companies", "residents"),
    parameters=(
        money("car_limit", "车辆价值上限", "Worth of a car", 30_000, 0, 500_000),
        whole("old_years", "老旧车年限", "A car is old after", 10, 3, 30, unit="年"),
        whole("house_limit", "住房套数", "Homes", 2, 1, 5, unit="套"),
        whole("fund_months", "缴存月数", "Months of housing fund", 1, 1, 24, unit="个月"),
    ),
    evidence=(
        Evidence("cars", Words("超限车辆", "Cars over the limit"), unit="辆"),
        Evidence("car_value", Words("车辆最高价值", "Worth of the dearest"), unit="元"),
        Evidence("houses", Words("住房", "Homes"), unit="套"),
        Evidence("fund_months", Words("缴存公积金月数", "Months of housing fund"), unit="个月"),
        Evidence("firms", Words("任法定代表人的企业", "Companies led"), unit="家"),
    ),
    sentence=Words(
        "{subject_name}户享受低保期间有超限车辆{cars}辆、住房{houses}套，缴存公积金{fund_months}个月，"
        "任存续企业法定代表人{firms}家。",
        "While on the allowance the household of {subject_name} had {cars} cars over the limit, {houses} "
        "homes, {fund_months} months of housing fund and led {firms} companies.",
    ),
    to_check=Words(
        "入户核实车辆、住房由谁使用；查家庭经济状况核对报告；问企业是否实际经营、是否被冒名登记。",
        "Who uses the cars and homes; the report on the household's means; whether the company is really "
        "theirs.",
    ),
    false_positives=(DISABLED_VEHICLE, OLD_VEHICLE, NAME_LENT, INHERITED, DEMOLISHED, ZOMBIE),
    notes=Words(
        "车价上限各地不同，起始值三万元；价值不详的车按超限报。车龄按享受起始月算。非住宅、继承的部分份额、已拆除"
        "或预售未交付的房不计；参保人数与纳税均为零或已注销、吊销的企业不计。借名无法区分，留待核查。",
        "The limit for cars differs by place: 30,000 to begin with; of unknown worth counts as over. Age is "
        "at the first month. Shops, inherited parts, houses gone or not delivered, and companies ended or "
        "with nobody insured and no tax do not count. A lent name cannot be told.",
    ),
    hits=hits,
    cases=(
        Case(
            "a car, two homes, a housing fund and a company, of the wife too",
            rows={
                "relief": rows(RELIEF, ON, ("r2", "w2", "乙", "D1", "配偶", "rural", "2023-01-01", None)),
                "vehicles": rows(CAR_ROW, ("示A1", "w1", "小型轿车", "2022-05-01", 80_000)),
                "houses": rows(HOUSE_ROW, TWO_HOMES[0], ("h2", "w2", "住宅", 0.5, "购买", None)),
                "fund": rows("pay_id person_id month base", ("f1", "w2", "2024-03-01", 4000)),
                "roles": rows("role_id company_code person_id role", ("j1", "c1", "w3", "legal")),
                "companies": rows("company_code status insured tax", ("c1", "存续", 5, 1000)),
                "residents": rows("person_id household", ("w1", "h1"), ("w3", "h1")),
            },
            hits={
                "D1": {
                    "cars": 1,
                    "car_value": 80_000,
                    "houses": 2,
                    "fund_months": 1,
                    "firms": 1,
                    "score": 0.9,
                    "keys": {
                        "relief": ("r1", "r2"),
                        "vehicles": ("示A1",),
                        "houses": ("h1", "h2"),
                        "fund": ("f1",),
                        "roles": ("j1",),
                    },
                }
            },
        ),
        Case(
            "just over the limit",
            rows={
                "relief": rows(RELIEF, ON),
                "vehicles": rows(CAR_ROW, ("示A1", "w1", "小型轿车", "2013-01-15", 30_001)),
            },
            hits={"D1": {"cars": 1, "houses": 0, "fund_months": 0, "score": 0.6}},
        ),
        Case(
            "at the limit; one home; the fund ended before",
            rows={
                "relief": rows(RELIEF, ON),
                "vehicles": rows(CAR_ROW, ("示A1", "w1", "小型轿车", "2022-05-01", 30_000)),
                "houses": rows(HOUSE_ROW, TWO_HOMES[0]),
                "fund": rows("pay_id person_id month", ("f1", "w1", "2022-12-01")),
            },
        ),
        Case(
            "a disabled person's vehicle",
            rows={
                "relief": rows(RELIEF, ON),
                "vehicles": rows(CAR_ROW, ("示A1", "w1", "残疾人专用汽车", "2022-05-01", 80_000)),
            },
            innocent="disabled_vehicle",
        ),
        Case(
            "an old car",
            rows={
                "relief": rows(RELIEF, ON),
                "vehicles": rows(CAR_ROW, ("示A1", "w1", "小型轿车", "2012-12-01", 80_000)),
            },
            innocent="old_vehicle",
        ),
        Case(
            "half of the father's house",
            rows={
                "relief": rows(RELIEF, ON),
                "houses": rows(HOUSE_ROW, TWO_HOMES[0], ("h2", "w1", "住宅", 0.5, "继承", "现势")),
            },
            innocent="inherited_share",
        ),
        Case(
            "one of two pulled down",
            rows={
                "relief": rows(RELIEF, ON),
                "houses": rows(HOUSE_ROW, TWO_HOMES[0], ("h2", "w1", "住宅", 1.0, "自建", "已拆除")),
            },
            innocent="demolished",
        ),
        Case(
            "an idle company and one struck off",
            rows={
                "relief": rows(RELIEF, ON),
                "roles": rows(
                    "role_id company_code person_id role",
                    ("j1", "c1", "w1", "legal"),
                    ("j2", "c2", "w1", "legal"),
                ),
                "companies": rows(
                    "company_code status insured tax", ("c1", "存续", 0, 0), ("c2", "吊销未注销", 3, 9)
                ),
            },
            innocent="zombie_firm",
        ),
    ),
)
