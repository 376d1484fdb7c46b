"""M57: public houses that are crowded, sublet, use too much, or are lived in while listed as empty."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.city import (
    HOUSE_LEASES,
    HOUSE_OCCUPANTS,
    HOUSE_UTILITIES,
    HOUSING_STOCK,
)
from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.housing import PUBLIC_HOUSING
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
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio
from mingcha.foundation.words import Words

FAMILY = FalsePositive("family", Words("家属同住、探亲", "Family lives there or visits"))
METER_SPLIT = FalsePositive("meter_split", Words("多户合用一表", "Several houses on one meter"))
STANDBY = FalsePositive("standby", Words("空置房待机用量", "Standby use in an empty house"))
RENOVATION = FalsePositive("renovation", Words("装修、维修期间用量", "Use while being repaired"))
SIGNS = ("crowded", "sublet", "heavy", "lived_in")


def hits(
    houses: ir.Table, allotments: ir.Table, occupants: ir.Table, leases: ir.Table, utilities: ir.Table,
    *, persons: int, factor: float, months: int, empty: float, water: float, power: float, gas: float,
) -> ir.Table:  # fmt: skip
    """One row for each house: strangers in it, other tenants, months of heavy use, of use while empty."""
    public = utilities.semi_join(houses, "house_id")
    norm = ibis.cases((public.kind == "water", water), (public.kind == "power", power), else_=gas)
    used = _per_house(utilities, public.mutate(norm=norm))
    vacant = houses.filter(houses.status == "vacant")
    signs = ibis.union(
        _signs(_crowded(occupants, persons), "crowded", "record_id"),
        _signs(_sublet(leases, allotments, occupants), "sublet", "lease_id"),
        _signs(_lasting(used.filter(used.norms > factor), months), "heavy", "reading_id"),
        _signs(
            _lasting(used.filter(used.norms > empty).semi_join(vacant, "house_id"), months),
            "lived_in",
            "reading_id",
        ),
    )
    found = signs.inner_join(houses.select("house_id", "address"), "house_id")
    found = found.group_by("house_id").agg(
        subject_name=found.address.max(),
        **{name: found.number.max(where=found.sign == name).coalesce(0) for name in SIGNS},
        keys_occupants=keys(found.key, where=found.sign == "crowded"),
        keys_leases=keys(found.key, where=found.sign == "sublet"),
        keys_utilities=keys(found.key, where=found.sign.isin(["heavy", "lived_in"])),
    )
    kinds = sum(((found[name] > 0).cast("int64") for name in SIGNS), start=ibis.literal(0))
    score = capped(ibis.ifelse(found.sublet > 0, 0.5, 0.4) + kinds * 0.12)
    return found.mutate(subject_key=found.house_id, score=score).drop("house_id")


def _crowded(occupants: ir.Table, persons: int) -> ir.Table:
    """Occupants of houses in which so many live who are not of the holder's family."""
    strangers = occupants.filter(occupants.until.isnull() & ~occupants.is_family.fill_null(False))
    count = strangers.group_by("house_id").agg(number=strangers.person_id.nunique())
    return strangers.inner_join(count.filter(count.number >= persons), "house_id")


def _sublet(leases: ir.Table, allotments: ir.Table, occupants: ir.Table) -> ir.Table:
    """Leases to others than the holder and the holder's family, while the house was allotted."""
    held = allotments.select("house_id", begun=allotments.from_on, ended=allotments.until_on)
    let = leases.select("lease_id", "house_id", "tenant_id", "from_on").inner_join(held, "house_id")
    let = let.filter((let.from_on >= let.begun) & (let.from_on <= let.ended).fill_null(True))
    family = occupants.filter(occupants.is_family)
    family = family.select("house_id", tenant_id=family.person_id)
    holders = allotments.select("house_id", tenant_id=allotments.person_id)
    let = let.anti_join(ibis.union(family, holders), ["house_id", "tenant_id"])
    let = let.select("house_id", "lease_id", "tenant_id").distinct()
    count = let.group_by("house_id").agg(number=let.tenant_id.nunique())
    return let.inner_join(count, "house_id")


def _per_house(utilities: ir.Table, public: ir.Table) -> ir.Table:
    """Use in norms of one house: a meter's use is shared by all the houses on it, where there are several."""
    named = utilities.filter(utilities.meter.notnull() & (utilities.meter != ""))
    meters = named.group_by("meter").agg(low=named.house_id.min(), high=named.house_id.max())
    named = named.semi_join(meters.filter(meters.low != meters.high), "meter")
    on_meter = named.group_by("meter", "month", "kind").agg(houses=named.house_id.nunique())
    used = public.left_join(on_meter, ["meter", "month", "kind"])
    norms = ratio(used.used, used.norm * used.houses.coalesce(1))
    return used.select("reading_id", "house_id", "month", norms=norms)


def _lasting(used: ir.Table, months: int) -> ir.Table:
    """Readings of houses with so many such months."""
    count = used.group_by("house_id").agg(number=used.month.nunique())
    return used.inner_join(count.filter(count.number >= months), "house_id")


def _signs(found: ir.Table, sign: str, key: str) -> ir.Table:
    number = found.number.cast("int64")
    return found.select("house_id", sign=ibis.literal(sign), number=number, key=found[key])


HOLDER, SON, OTHER = "11010119600101001X", "110101199001010012", "110101198501010034"
HOUSES = rows("house_id address status", ("F1", "示例路1号101", "let"), ("F2", "示例路1号102", "vacant"))
ALLOTTED = rows("allotment_id house_id person_id from_on until_on", ("y1", "F1", HOLDER, "2020-01-01", None))
LEASES = "lease_id house_id tenant_id from_on"
READ = "reading_id house_id meter kind month used"


def _living(count: int, family: bool = False) -> list[dict[str, object]]:
    given = ((f"o{one:02}", "F1", f"P{one}", family) for one in range(count))
    return rows("record_id house_id person_id is_family", *given)


def _readings(house: str, used: float, months: int = 2, meter: str = "M1") -> list[dict[str, object]]:
    given = ((f"{house}-{one}", house, meter, "power", f"2024-0{one + 1}-01", used) for one in range(months))
    return rows(READ, *given)


STEPS = Words("居民阶梯价格第一档用量", "First step of the residents' tariff")
MODEL = Model(
    code="M57",
    words=Words("公房群租、转租、空置用水电", "Public houses crowded, sublet, or empty on paper"),
    area=Area.CITY,
    subject=Subject.ASSET,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "公房内非家属住满十人、备案承租人不是公房承租人、用量过大、登记空置却有人用水电",
        "Ten strangers in a public house, a lease to another, very heavy use, use while listed as empty",
    ),
    basis=(
        Words(
            "《公共租赁住房管理办法》（2012年）：不得转借、转租、擅自调换",
            "Measures on public rental housing (2012): no lending, subletting or swapping",
        ),
    ),
    inputs={
        "houses": HOUSING_STOCK,
        "allotments": PUBLIC_HOUSING,
        "occupants": HOUSE_OCCUPANTS,
        "leases": HOUSE_LEASES,
        "utilities": HOUSE_UTILITIES,
    },
    optional=("allotments", "occupants", "leases", "utilities"),
    parameters=(
        whole("persons", "非家属居住人数", "Strangers in a house", 10, 3, 100, unit="人"),
        share("factor", "用量超标准倍数", "Use over the norm", 3.0, 1.5, 20.0),
        whole("months", "持续月数", "Months it lasts", 2, 1, 24, unit="月"),
        share("empty", "空置用量占标准", "Use of an empty house over the norm", 0.2, 0.0, 1.0),
        share("water", "月用水标准", "Norm of water", 15.0, 1.0, 100.0, unit="吨", source=STEPS),
        share("power", "月用电标准", "Norm of power", 240.0, 10.0, 2000.0, unit="千瓦时", source=STEPS),
        share("gas", "月用气标准", "Norm of gas", 30.0, 1.0, 500.0, unit="立方米", source=STEPS),
    ),
    evidence=(
        Evidence("crowded", Words("非家属居住人数", "Strangers in it"), unit="人"),
        Evidence("sublet", Words("其他承租人", "Other tenants"), unit="人"),
        Evidence("heavy", Words("用量过大月数", "Months of heavy use"), unit="个月"),
        Evidence("lived_in", Words("空置仍有用量月数", "Months of use while empty"), unit="个月"),
    ),
    sentence=Words(
        "{subject_name}（{subject_key}）：非家属居住{crowded}人，其他承租人{sublet}人，用量过大{heavy}个月，"
        "登记空置仍有用量{lived_in}个月。",
        "{subject_name} ({subject_key}): {crowded} strangers in it, {sublet} other tenants, {heavy} months of"
        " heavy use, {lived_in} months of use while listed as empty.",
    ),
    to_check=Words(
        "入户看实际居住人；查租金收给谁；问产权单位经办人是否知情；核对分户表。",
        "See who lives there; who gets the rent; did the office know; which houses are on the meter.",
    ),
    false_positives=(FAMILY, METER_SPLIT, STANDBY, RENOVATION),
    hits=hits,
    notes=Words(
        "只看公有住房。登记为家属的不计入居住人数，也不算转租；几户合用一表的按户均分。标准用量取居民阶梯价格第一档，"
        "各地应改为本地数。空置用量低于标准两成视为待机。装修期间用量，数据上分不出来。",
        "Public houses only. Registered family counts neither as strangers nor as other tenants; a meter's"
        " use is shared by its houses. Norms are the tariff's first step: set your own. Less than a fifth"
        " of the norm is standby. Use during repairs cannot be told from data.",
    ),
    cases=(
        Case(
            "ten strangers, another tenant, heavy use; and an empty house lived in",
            rows={
                "houses": HOUSES,
                "allotments": ALLOTTED,
                "occupants": _living(10),
                "leases": rows(LEASES, ("l1", "F1", OTHER, "2024-02-01")),
                "utilities": [*_readings("F1", 721), *_readings("F2", 60, meter="M2")],
            },
            hits={
                "F1": {
                    "crowded": 10,
                    "sublet": 1,
                    "heavy": 2,
                    "lived_in": 0,
                    "score": 0.86,
                    "keys": {
                        "occupants": tuple(f"o{one:02}" for one in range(10)),
                        "leases": ("l1",),
                        "utilities": ("F1-0", "F1-1"),
                    },
                },
                "F2": {"lived_in": 2, "heavy": 0, "score": 0.52},
            },
        ),
        Case(
            "nine strangers, three times the norm, one month while empty",
            rows={
                "houses": HOUSES,
                "allotments": ALLOTTED,
                "occupants": _living(9),
                "leases": rows(LEASES, ("l1", "F1", HOLDER, "2024-02-01")),
                "utilities": [*_readings("F1", 720), *_readings("F2", 60, months=1, meter="M2")],
            },
        ),
        Case(
            "a large family, the lease to the son",
            rows={
                "houses": HOUSES,
                "allotments": ALLOTTED,
                "occupants": [
                    *_living(12, family=True),
                    *rows("record_id house_id person_id is_family", ("o99", "F1", SON, True)),
                ],
                "leases": rows(LEASES, ("l1", "F1", SON, "2024-02-01")),
            },
            innocent="family",
        ),
        Case(
            "two houses on one meter",
            rows={
                "houses": HOUSES[:1],
                "utilities": [*_readings("F1", 1000), *_readings("F9", 1000)],
            },
            innocent="meter_split",
        ),
        Case(
            "an empty house on standby",
            rows={"houses": HOUSES, "utilities": _readings("F2", 48)},
            innocent="standby",
        ),
    ),
)
