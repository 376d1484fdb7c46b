"""M47: hospitals that code more cases as complicated than their peers do, and than their cases explain."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.medical import DRG_SETTLEMENTS
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

CASE_MIX = FalsePositive("case_mix", Words("收治病种本来较重", "Its groups of cases are the heavy ones"))
REFERRALS = FalsePositive("referrals", Words("区域中心接收转诊重症", "A centre to which hard cases are sent"))
PLACES = 6  # decimals of shares: sums of floats differ in the last digits


def hits(settlements: ir.Table, *, sigmas: float, margin: float, peers: int, least: int) -> ir.Table:
    """One row for each hospital: its share of complicated cases, its peers' mean and spread, the expected."""
    cases = settlements.mutate(heavy=settlements.complication.isin(["mcc", "cc"]).fill_null(False))
    hospitals = cases.group_by("level", "hospital_code").agg(
        subject_name=cases.hospital.max(),
        cases=cases.count(),
        heavy=cases.count(where=cases.heavy),
        keys_settlements=keys(cases.settlement_id, where=cases.heavy),
    )
    hospitals = hospitals.filter(hospitals.cases >= least)
    hospitals = hospitals.mutate(part=ratio(hospitals.heavy, hospitals.cases))
    found = _beside_peers(hospitals, peers).inner_join(_expected(cases), ["level", "hospital_code"])
    found = found.mutate(
        ceiling=found.mean + found.spread * sigmas, explained=ratio(found.expected, found.cases)
    )
    found = found.filter((found.part > found.ceiling) & (found.part - found.explained > margin))
    return found.select(
        "subject_name",
        "cases",
        "heavy",
        "keys_settlements",
        subject_key=found.hospital_code,
        part=found.part.round(PLACES),
        mean=found.mean.round(PLACES),
        ceiling=found.ceiling.round(PLACES),
        explained=found.explained.round(PLACES),
        score=capped(ibis.literal(0.6) + (found.part - found.explained)),
    )


def _beside_peers(hospitals: ir.Table, peers: int) -> ir.Table:
    """Mean and standard deviation of the shares of the others of its level."""
    level = hospitals.group_by("level").agg(
        count=hospitals.count(),
        total=hospitals.part.sum(),
        squares=(hospitals.part * hospitals.part).sum(),
    )
    level = level.filter(level["count"] > peers)
    found = hospitals.inner_join(level, "level")
    others = found["count"] - 1
    found = found.mutate(others=others, mean=(found.total - found.part) / others)
    squares = found.squares - found.part * found.part - found.others * found.mean * found.mean
    variance = ibis.greatest(squares / (found.others - 1), ibis.literal(0.0))
    return found.mutate(spread=variance.sqrt()).drop("count", "total", "squares", "others")


def _expected(cases: ir.Table) -> ir.Table:
    """Complicated cases to expect, if each base group had the share it has in the level's other hospitals."""
    own = cases.group_by("level", "hospital_code", "adrg").agg(
        own=cases.count(), own_heavy=cases.count(where=cases.heavy)
    )
    level = own.group_by("level", "adrg").agg(all=own.own.sum(), all_heavy=own.own_heavy.sum())
    both = own.inner_join(level, ["level", "adrg"])
    elsewhere = ratio(both.all_heavy - both.own_heavy, both["all"] - both.own)
    both = both.mutate(expected=both.own * elsewhere.coalesce(ratio(both.own_heavy, both.own)))
    return both.group_by("level", "hospital_code").agg(expected=both.expected.sum())


def _hospitals(last: int, group: str = "BR2") -> list[dict[str, object]]:
    """Five hospitals with 4 to 6 complicated cases in 20, a sixth with `last`; one has heavy groups too."""
    heavy = {"H1": 4, "H2": 5, "H3": 6, "H4": 5, "H5": 5, "H6": last}
    given = [
        (f"{code}-{one}", code, f"{code}医院", "二级", group if code == "H6" else "BR2",
         "mcc" if one < count else "none")
        for code, count in heavy.items()
        for one in range(20)
    ]  # fmt: skip
    given += [
        (f"H5-x{one}", "H5", "H5医院", "二级", "FM1", "mcc" if one < 10 else "none") for one in range(16)
    ]
    return rows("settlement_id hospital_code hospital level adrg complication", *given)


SMALL = {"least": 10, "peers": 4, "sigmas": 1.0}
MODEL = Model(
    code="M47",
    words=Words("DRG高编高套", "Cases coded too high"),
    area=Area.MEDICAL,
    subject=Subject.UNIT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "伴合并症、并发症的病例占比明显高于同级机构，且收治病种不能解释",
        "A share of complicated cases far above peers' that the mix of cases does not explain",
    ),
    basis=(
        Words(
            "《医疗保障基金使用监督管理条例》第三十八条；按病种付费经办管理规程：高编高套",
            "Regulations on medical insurance funds, article 38; rules of payment by diagnosis group",
        ),
    ),
    inputs={"settlements": DRG_SETTLEMENTS},
    parameters=(
        share("sigmas", "标准差倍数", "Standard deviations", 2.0, 1.0, 5.0),
        share("margin", "超出预期的占比", "Share beyond the expected", 0.05, 0.0, 0.5),
        whole("peers", "至少同级机构数", "Least number of peers", 5, 3, 100, unit="家"),
        whole("least", "至少病例数", "Least number of cases", 100, 10, 10_000, unit="例"),
    ),
    evidence=(
        Evidence("cases", Words("病例数", "Cases"), unit="例"),
        Evidence("heavy", Words("伴合并症、并发症病例", "Complicated cases"), unit="例"),
        Evidence("part", Words("占比", "Share"), share=True),
        Evidence("mean", Words("同级平均占比", "Peers' mean"), share=True),
        Evidence("ceiling", Words("界限占比", "Limit"), share=True),
        Evidence("explained", Words("按病种应有占比", "Share its cases explain"), share=True),
    ),
    sentence=Words(
        "{subject_name}{cases}例中伴合并症、并发症{heavy}例，占比{part}，同级平均{mean}，"
        "界限{ceiling}，按收治病种应为{explained}。",
        "{subject_name}: {heavy} of {cases} cases complicated, share {part}; peers' mean {mean},"
        " limit {ceiling}, explained by its cases {explained}.",
    ),
    to_check=Words(
        "抽查病历，看次要诊断有无检查、治疗依据；对比改革前后编码；问编码员是否受指标要求。",
        "Sample case notes for grounds of secondary diagnoses; coding before and after; ask the coders.",
    ),
    false_positives=(CASE_MIX, REFERRALS),
    hits=hits,
    notes=Words(
        "均值与标准差按其他同级机构计算：若含本机构，异常值会抬高标准差，机构少时永远查不出。"
        "预期占比按核心分组（ADRG）用其他同级机构的占比折算，用来排除病种差异；同一分组内病情轻重从结算数据分不出来。",
        "Mean and spread are those of the other hospitals of its level: with its own, an outlier hides itself"
        " where hospitals are few. The expected share weighs each base group by its share elsewhere, which"
        " takes out the mix of cases; how ill patients of one group were cannot be told from settlements.",
    ),
    cases=(
        Case(
            "twice its peers' share",
            rows={"settlements": _hospitals(12)},
            parameters=SMALL,
            hits={
                "H6": {
                    "cases": 20,
                    "heavy": 12,
                    "part": 0.6,
                    "explained": 0.25,
                    "score": 0.95,
                    "keys": {"settlements": tuple(sorted(f"H6-{one}" for one in range(12)))},
                }
            },
        ),
        Case("a little above", rows={"settlements": _hospitals(7)}, parameters=SMALL),
        Case(
            "heavy groups only",
            rows={"settlements": _hospitals(12, group="FM1")},
            parameters=SMALL,
            innocent="case_mix",
        ),
    ),
)
