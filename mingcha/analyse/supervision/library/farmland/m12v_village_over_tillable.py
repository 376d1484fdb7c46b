"""M12V: villages whose claims together exceed the land that can be tilled there."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.farmland import FARMLAND_CLAIMS, VILLAGE_LAND
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
from mingcha.analyse.supervision.portable import capped, keys, ratio, total
from mingcha.foundation.words import Words

SURVEY = FalsePositive("survey", Words("调查口径与实测误差", "Difference between surveys"))
BORDER = FalsePositive(
    "border", Words("插花地、跨村地块在本村申报", "Fields in another village claimed here")
)


def hits(claims: ir.Table, village_land: ir.Table, *, tolerance: float) -> ir.Table:
    """One row for each village and year: all it claims, what can be tilled.

    Households and parcels are counted only where too much is claimed: counting apart costs most.
    """
    land = village_land.group_by("village", "year").agg(
        tillable=total(village_land.tillable), keys_village_land=keys(village_land.record_id)
    )
    place = ["village", "year"]
    over = claims.group_by(*place).agg(claimed=total(claims.area)).inner_join(land, place)
    over = over.filter(over.claimed > over.tillable * tolerance)
    asked = claims.semi_join(over, place)
    counts = asked.group_by(*place).agg(
        households=asked.household.nunique(), parcels=asked.parcel_id.nunique()
    )
    found = over.inner_join(counts, place)
    found = found.mutate(excess=found.claimed - found.tillable)
    return found.select(
        "year",
        "claimed",
        "tillable",
        "excess",
        "households",
        "parcels",
        "keys_village_land",
        subject_key=found.village,
        subject_name=found.village,
        score=capped(ibis.literal(0.6) + ratio(found.excess, found.tillable)),
    )


CLAIMS = "claim_id parcel_id household village year area"
THREE = rows(
    CLAIMS,
    ("c1", "L1", "H1", "示例村", 2024, 40.0),
    ("c2", "L2", "H1", "示例村", 2024, 20.0),
    ("c3", "L3", "H2", "示例村", 2024, 50.0),
    ("c4", "L3", "H2", "示例村", 2023, 50.0),
)
LAND = "record_id village year tillable"
MODEL = Model(
    code="M12V",
    words=Words("全村申报面积超可耕地", "A village claims more land than it has"),
    area=Area.FARMLAND,
    subject=Subject.UNIT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "全村当年申报补贴面积之和超过国土变更调查的可耕地面积",
        "Villages whose claims of a year add up to more than the survey's tillable land",
    ),
    basis=(
        Words("补贴面积应落到实际耕地，村级负责核实并公示", "Villages verify and publish the land claimed"),
    ),
    inputs={"claims": FARMLAND_CLAIMS, "village_land": VILLAGE_LAND},
    parameters=(share("tolerance", "允许倍数", "Allowed factor", 1.05, 1.0, 2.0),),
    evidence=(
        Evidence("year", Words("年度", "Year")),
        Evidence("claimed", Words("全村申报面积", "Area claimed"), unit="亩"),
        Evidence("tillable", Words("可耕地面积", "Tillable area"), unit="亩"),
        Evidence("excess", Words("超出面积", "Excess"), unit="亩"),
        Evidence("households", Words("申报户数", "Households")),
        Evidence("parcels", Words("申报地块数", "Parcels")),
    ),
    sentence=Words(
        "{subject_name}{year}年{households}户申报{claimed}亩，可耕地只有{tillable}亩，超出{excess}亩。",
        "{subject_name}: {households} households claimed {claimed} mu in {year}; only {tillable} can be "
        "tilled.",
    ),
    to_check=Words(
        "逐户核对申报表与确权面积；查有无虚列户头、一地多报；问经办人面积从何而来。",
        "Go through the claims household by household; look for invented households and land claimed twice.",
    ),
    false_positives=(SURVEY, BORDER),
    hits=hits,
    cases=(
        Case(
            "a tenth more than there is",
            rows={"claims": THREE, "village_land": rows(LAND, ("v1", "示例村", 2024, 100.0))},
            hits={
                "示例村": {
                    "claimed": 110.0,
                    "excess": 10.0,
                    "households": 2,
                    "parcels": 3,
                    "score": 0.7,
                    "keys": {"village_land": ("v1",)},
                }
            },
        ),
        Case(
            "within five in a hundred",
            rows={"claims": THREE, "village_land": rows(LAND, ("v1", "示例村", 2024, 105.0))},
            innocent="survey",
        ),
    ),
    notes=Words(
        "M12 中“全村申报大于可耕地”单列为本模型，因为对象是村而不是户。依据行只列村可耕地记录："
        "全村申报地块太多，用村名和年度即可调出。插花地数据上分不出，留作核查结论。",
        "The second half of M12, apart because its subject is the village. It names the village's land "
        "record "
        "only: a village's claims are many, and are found by village and year. Fields across the border "
        "cannot be "
        "told from the data.",
    ),
)
