"""M12: households claiming the subsidy for more land than was confirmed to them, leased in or reclaimed."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.farmland import (
    CONFIRMED_LAND,
    FARMLAND_CLAIMS,
    LAND_GAINS,
    VILLAGE_LAND,
)
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
from mingcha.analyse.supervision.parameters import share
from mingcha.analyse.supervision.portable import beside, capped, keys, ratio, total
from mingcha.foundation.words import Words

LEASED_IN = FalsePositive(
    "leased_in", Words("流转转入的土地由转入方申报", "Leased-in land, claimed lawfully")
)
RECLAIMED = FalsePositive("reclaimed", Words("开垦复垦新增耕地", "Newly reclaimed land"))
SURVEY = FalsePositive("survey", Words("确权与实测误差", "Difference between surveys"))
UNCONFIRMED = FalsePositive("unconfirmed", Words("该户尚未确权或编码变更", "Not confirmed yet, or recoded"))


def _shown(found: ir.Table) -> ir.Table:
    """The hit as it is told: the larger the part overclaimed, the stronger."""
    strength = ibis.literal(0.5) + ibis.least(ratio(found.excess, found.claimed), 1.0) * 0.3
    return found.select(
        "subject_name",
        "village",
        "year",
        "claimed",
        "confirmed",
        "gained",
        "excess",
        "village_over",
        "keys_claims",
        "keys_confirmed",
        subject_key=found.household,
        score=capped(strength + ibis.ifelse(found.village_over > 0, 0.1, 0.0)),
    )


def hits(
    claims: ir.Table,
    confirmed: ir.Table,
    gains: ir.Table,
    village_land: ir.Table,
    *,
    tolerance: float,
    least: float,
) -> ir.Table:
    """One row for each household and year: what it claims and may, and what its village overclaims."""
    per = claims.group_by("household", "year").agg(
        subject_name=claims.name.max(),
        village=claims.village.max(),
        claimed=total(claims.area),
        keys_claims=keys(claims.claim_id),
    )
    held = confirmed.group_by("household").agg(
        confirmed=total(confirmed.area), keys_confirmed=keys(confirmed.parcel_id)
    )
    both = beside(per, held, "household")
    both = both.mutate(confirmed=both.confirmed.fill_null(0.0))
    both = both.filter(both.claimed > both.confirmed * tolerance)
    both = _with_gains(both, gains)
    both = both.filter(both.claimed > (both.confirmed + both.gained) * tolerance)
    both = both.mutate(excess=both.claimed - both.confirmed - both.gained).filter(
        lambda one: one.excess >= least
    )
    found = _with_village(both, claims, village_land)
    return _shown(found)


def _with_gains(both: ir.Table, gains: ir.Table) -> ir.Table:
    """With the land leased in or reclaimed that the household had in that year."""
    asked = both.select("household", "year")
    held = gains.select("household", "from_year", "to_year", gain=gains.area).inner_join(asked, "household")
    held = held.filter(
        (held.from_year.fill_null(0) <= held.year) & (held.to_year.fill_null(9999) >= held.year)
    )
    summed = held.group_by("household", "year").agg(gained=total(held.gain))
    joined = beside(both, summed, "household", "year")
    return joined.mutate(gained=joined.gained.fill_null(0.0))


def _with_village(both: ir.Table, claims: ir.Table, village_land: ir.Table) -> ir.Table:
    """With how much all of the village claims beyond its tillable land, 0 if it does not or is not known."""
    asked = claims.semi_join(both, ["village", "year"])
    claimed = asked.group_by("village", "year").agg(all=total(asked.area))
    tillable = village_land.group_by("village", "year").agg(tillable=total(village_land.tillable))
    over = claimed.inner_join(tillable, ["village", "year"])
    over = over.select("village", "year", beyond=ibis.greatest(over["all"] - over.tillable, 0.0))
    joined = beside(both, over, "village", "year")
    return joined.mutate(village_over=joined.beyond.fill_null(0.0))


WHO = "110101195001010010"
CLAIMS = "claim_id parcel_id person_id name household village year area"
CONFIRMED = "parcel_id household village area"
TEN = rows(CONFIRMED, ("L1", "H1", "示例村", 6.0), ("L2", "H1", "示例村", 4.0))
GAINS = "gain_id household village kind area from_year to_year"


def _claims(area: float) -> list[dict[str, object]]:
    return rows(
        CLAIMS,
        ("c1", "L1", WHO, "甲", "H1", "示例村", 2024, 6.0),
        ("c2", "L2", WHO, "甲", "H1", "示例村", 2024, area),
    )


MODEL = Model(
    code="M12",
    words=Words("申报面积超确权面积", "More land claimed than confirmed"),
    area=Area.FARMLAND,
    subject=Subject.HOUSEHOLD,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "一户当年申报补贴的面积，超过其确权承包地加流转转入、新增耕地之和",
        "Households claiming more in a year than their confirmed, leased-in and reclaimed land together",
    ),
    basis=(
        Words(
            "耕地地力保护补贴原则上以二轮承包面积或确权登记颁证面积为依据",
            "The subsidy goes by the land contracted or confirmed",
        ),
    ),
    inputs={
        "claims": FARMLAND_CLAIMS,
        "confirmed": CONFIRMED_LAND,
        "gains": LAND_GAINS,
        "village_land": VILLAGE_LAND,
    },
    optional=("gains", "village_land"),
    parameters=(
        share("tolerance", "允许倍数", "Allowed factor", 1.05, 1.0, 2.0),
        share("least", "最小超出面积", "Least excess", 0.2, 0.0, 50.0, unit="亩"),
    ),
    evidence=(
        Evidence("village", Words("村（社区）", "Village")),
        Evidence("year", Words("年度", "Year")),
        Evidence("claimed", Words("申报面积", "Area claimed"), unit="亩"),
        Evidence("confirmed", Words("确权面积", "Area confirmed"), unit="亩"),
        Evidence("gained", Words("流转及新增面积", "Leased in and reclaimed"), unit="亩"),
        Evidence("excess", Words("超出面积", "Excess"), unit="亩"),
        Evidence("village_over", Words("全村申报超可耕地", "Village's claims beyond its land"), unit="亩"),
    ),
    sentence=Words(
        "{village}{subject_name}户（{subject_key}）{year}年申报{claimed}亩，确权{confirmed}亩、"
        "流转及新增{gained}亩，超出{excess}亩。",
        "Household {subject_key} ({subject_name}, {village}) claimed {claimed} mu in {year}; confirmed "
        "{confirmed}, leased in or reclaimed {gained}: {excess} mu too many.",
    ),
    to_check=Words(
        "查确权证书、流转合同和新增耕地验收；问农户实际种植面积；看申报表由谁填写、多领部分到了谁的账户。",
        "See the certificate, leases and acceptance of new land; what the household tills; who drew the "
        "rest.",
    ),
    false_positives=(LEASED_IN, RECLAIMED, SURVEY, UNCONFIRMED),
    hits=hits,
    cases=(
        Case(
            "half as much again, in a village that overclaims",
            rows={
                "claims": _claims(9.0),
                "confirmed": TEN,
                "village_land": rows("record_id village year tillable", ("v1", "示例村", 2024, 12.0)),
            },
            hits={
                "H1": {
                    "claimed": 15.0,
                    "confirmed": 10.0,
                    "excess": 5.0,
                    "village_over": 3.0,
                    "score": 0.7,
                    "keys": {"claims": ("c1", "c2"), "confirmed": ("L1", "L2")},
                }
            },
        ),
        Case(
            "a lease that ended the year before",
            rows={
                "claims": _claims(9.0),
                "confirmed": TEN,
                "gains": rows(GAINS, ("g1", "H1", "示例村", "leased", 5.0, 2020, 2023)),
            },
            hits={"H1": {"gained": 0.0}},
        ),
        Case(
            "nothing confirmed at all",
            rows={"claims": _claims(4.0)},
            hits={"H1": {"confirmed": 0.0, "keys": {"claims": ("c1", "c2"), "confirmed": ()}}},
        ),
        Case(
            "leased in that year",
            rows={
                "claims": _claims(9.0),
                "confirmed": TEN,
                "gains": rows(GAINS, ("g1", "H1", "示例村", "leased", 5.0, 2024, None)),
            },
            innocent="leased_in",
        ),
        Case(
            "reclaimed before",
            rows={
                "claims": _claims(9.0),
                "confirmed": TEN,
                "gains": rows(GAINS, ("g1", "H1", "示例村", "reclaimed", 4.5, None, None)),
            },
            innocent="reclaimed",
        ),
        Case(
            "exactly five in a hundred",
            rows={"claims": _claims(4.5), "confirmed": TEN},
            innocent="survey",
        ),
    ),
    notes=Words(
        "按户、按年合计。“全村申报超可耕地”在此只作佐证加分；以村为对象的判断见 M12V。"
        "确权表里没有的户按零亩计入，"
        "整村未确权时应先不用本模型。",
        "Summed by household and year. A village's claims beyond its tillable land only add to the score "
        "here; "
        "M12V judges the village itself. A household absent from the register counts as nothing "
        "confirmed: leave "
        "this model out where a whole village is not confirmed yet.",
    ),
)
