"""M19: farm machines subsidised twice, hardly used, or suddenly dearer."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.machinery import MACHINE_GRANTS, MACHINE_WORK
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
from mingcha.analyse.supervision.library.households import holds_any
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, yuan
from mingcha.foundation.words import Words

REPAIR = FalsePositive("repair", Words("维修停用", "Under repair"))
WINTER = FalsePositive(
    "winter", Words("购机时间短或仅有农闲月份", "Bought lately, or only idle months on record")
)
DATA_LOSS = FalsePositive("data_loss", Words("终端离线、数据缺失", "The terminal was offline"))
SLIGHT = 1e-9  # what arithmetic of floats may be off by


def _twice(grants: ir.Table, number: str) -> ir.Table:
    """How many grants name the same serial or engine number, if more than one."""
    numbered = grants.filter(grants[number].notnull() & (grants[number] != ""))
    often = numbered.group_by(number).agg(times=numbered.grant_id.nunique())
    return often.filter(often.times > 1)


def _idle(work: ir.Table, least_months: int, hours: float) -> ir.Table:
    """Machines whose hours, over enough months online and in working order, come to too few a year."""
    fit = work.filter((work.online_days > 0).fill_null(False) & ~holds_any(work.state, ("维修", "停机检修")))
    seen = fit.group_by("serial").agg(
        months=fit.month.nunique(), hours=fit.hours.sum(), keys_work=keys(fit.work_id)
    )
    a_year = ratio(seen.hours * 12.0, seen.months)
    seen = seen.filter(seen.months >= least_months).mutate(hours_a_year=a_year)
    return seen.filter(seen.hours_a_year < hours - SLIGHT).select("serial", "hours_a_year", "keys_work")


def _dearer(grants: ir.Table, rise: float, least_sales: int) -> ir.Table:
    """Grants whose price is so much above the mean of the same model in the year before."""
    priced = grants.filter(grants.price.notnull() & grants.model.notnull())
    year = priced.bought_on.year().cast("int64")
    priced = priced.select("grant_id", "model", "price", year=year)
    means = priced.group_by("model", next_year=priced.year + 1).agg(
        total=priced.price.sum(), sales=priced.count()
    )
    means = means.filter(means.sales >= least_sales)
    both = priced.inner_join(means, [priced.model == means.model, priced.year == means.next_year])
    above = ratio(both.price, ratio(both.total, both.sales)) - 1.0
    both = both.select("grant_id", price_rise=above)
    return both.filter(both.price_rise > rise + SLIGHT)


def _faults(grants: ir.Table, idle: ir.Table, dearer: ir.Table) -> ir.Table:
    """One row for each grant: how often its numbers occur, its hours if too few, its price if too high."""
    by_serial, by_engine = _twice(grants, "serial"), _twice(grants, "engine_no")
    found = grants.left_join(by_serial.select("serial", same_serial="times"), "serial").drop("serial_right")
    found = found.left_join(by_engine.select("engine_no", same_engine="times"), "engine_no")
    found = found.drop("engine_no_right").left_join(idle.select("serial", "hours_a_year"), "serial")
    found = found.drop("serial_right").left_join(dearer, "grant_id").drop("grant_id_right")
    return found.filter(
        found.same_serial.notnull()
        | found.same_engine.notnull()
        | found.hours_a_year.notnull()
        | found.price_rise.notnull()
    )


def hits(
    grants: ir.Table,
    work: ir.Table,
    *,
    hours: float,
    least_months: int,
    rise: float,
    least_sales: int,
) -> ir.Table:
    """One row for each machine: what is amiss with it."""
    idle = _idle(work.semi_join(grants, "serial"), least_months, hours)
    faults = _faults(grants, idle, _dearer(grants, rise, least_sales))
    found = faults.group_by("serial").agg(
        subject_name=faults.model.max(),
        holder=faults.name.max(),
        same_serial=ibis.coalesce(faults.same_serial.max(), 0),
        same_engine=ibis.coalesce(faults.same_engine.max(), 0),
        hours_a_year=faults.hours_a_year.max(),
        price_rise=faults.price_rise.max(),
        subsidy=yuan(ibis.coalesce(faults.subsidy.sum(), 0)),
        keys_grants=keys(faults.grant_id),
    )
    found = found.left_join(idle.select("serial", "keys_work"), "serial").drop("serial_right")
    reused = (found.same_serial > 1) | (found.same_engine > 1)
    score = ibis.ifelse(reused, 0.75, 0.4) + ibis.ifelse(found.hours_a_year.notnull(), 0.15, 0.0)
    score += ibis.ifelse(found.price_rise.notnull(), 0.1, 0.0)
    return found.mutate(subject_key=found.serial, score=capped(score)).drop("serial")


GRANT = "grant_id person_id name serial engine_no model bought_on price subsidy"
WORK = "work_id serial month hours online_days state"
TRACTOR = ("g1", "w1", "甲", "S1", "E1", "示例型", "2023-03-01", 90_000, 20_000)
YEAR = [f"2024-{month:02d}-01" for month in range(1, 13)]


def _worked(hours: float, online: int = 20, state: str = "", months: int = 12) -> list[dict[str, object]]:
    return rows(WORK, *((f"k{one}", "S1", one, hours, online, state) for one in YEAR[:months]))


MODEL = Model(
    code="M19",
    words=Words("农机空转套补", "Farm machines subsidised but not used"),
    area=Area.MACHINERY,
    subject=Subject.ASSET,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一出厂编号或发动机号多次补贴；全年作业时间过少；价格比上年突涨",
        "A serial or engine number subsidised twice, too few hours a year, a price suddenly higher",
    ),
    basis=(
        Words(
            "农机购置与应用补贴实施意见：一机一补，严禁虚购、套取",
            "Rules on farm machinery grants: one machine, one grant; no purchases on paper",
        ),
    ),
    inputs={"grants": MACHINE_GRANTS, "work": MACHINE_WORK},
    optional=("work",),
    parameters=(
        share("hours", "每年最少作业小时", "Hours a year at least", 20.0, 1.0, 500.0, unit="小时"),
        whole("least_months", "最少有效月数", "Months on record at least", 10, 3, 36, unit="个月"),
        share("rise", "价格涨幅", "Rise of price", 0.3, 0.05, 3.0),
        whole("least_sales", "上年最少销量", "Sales of the year before at least", 3, 1, 100, unit="台"),
    ),
    evidence=(
        Evidence("holder", Words("购机者", "Buyer")),
        Evidence("same_serial", Words("同一出厂编号的补贴", "Grants with this serial"), unit="笔"),
        Evidence("same_engine", Words("同一发动机号的补贴", "Grants with this engine"), unit="笔"),
        Evidence("hours_a_year", Words("折合每年作业", "Hours a year, if too few"), unit="小时"),
        Evidence("price_rise", Words("价格涨幅", "Rise of price, if too high")),
        Evidence("subsidy", Words("涉及补贴", "Grants"), unit="元"),
    ),
    sentence=Words(
        "农机{subject_key}（{subject_name}，购机者{holder}）涉及补贴{subsidy}元：同一出厂编号{same_serial}笔、"
        "同一发动机号{same_engine}笔，折合每年作业{hours_a_year}小时，价格涨幅{price_rise}。",
        "Machine {subject_key} ({subject_name}, bought by {holder}), grants of ¥{subsidy}: {same_serial} "
        "with this serial, {same_engine} with this engine, {hours_a_year} hours a year, price up by "
        "{price_rise}.",
    ),
    to_check=Words(
        "现场看机具铭牌与发动机号；查购机付款流水与发票；问购机者机具在哪、干了哪些地块。",
        "The plates on the machine itself; payment and invoice; where it stands and which fields it worked.",
    ),
    false_positives=(REPAIR, WINTER, DATA_LOSS),
    notes=Words(
        "任一项即报，编号重复分最高。作业时间只看终端在线且非维修的月份，满十个月才折算全年，以免冬闲与数据缺失误报。"
        "价格与同型号上年均价比，上年至少三台。更换发动机无法区分，留待核查。",
        "Any one is a hit; reused numbers weigh most. Hours count only in months online and not under "
        "repair, and only if there are ten, so that winter and lost data do not hit. The price is held "
        "against the model's mean of the year before, of three sales at least. An engine replaced cannot be "
        "told.",
    ),
    hits=hits,
    cases=(
        Case(
            "one serial twice, one engine in two machines",
            rows={
                "grants": rows(
                    GRANT,
                    TRACTOR,
                    ("g2", "w2", "乙", "S1", "E2", "示例型", "2024-03-01", 90_000, 20_000),
                    ("g3", "w3", "丙", "S3", "E3", "示例型", "2024-03-01", 90_000, 20_000),
                    ("g4", "w4", "丁", "S4", "E3", "示例型", "2024-03-01", 90_000, 20_000),
                    ("g5", "w4", "丁", "S5", "E5", "示例型", "2024-03-01", 90_000, 20_000),
                )
            },
            hits={
                "S1": {
                    "same_serial": 2,
                    "same_engine": 0,
                    "subsidy": 40_000,
                    "hours_a_year": None,
                    "score": 0.75,
                    "keys": {"grants": ("g1", "g2"), "work": ()},
                },
                "S3": {"same_engine": 2, "same_serial": 0},
                "S4": {"same_engine": 2},
            },
        ),
        Case(
            "eighteen hours a year",
            rows={"grants": rows(GRANT, TRACTOR), "work": _worked(1.5)},
            hits={
                "S1": {
                    "hours_a_year": 18.0,
                    "score": 0.55,
                    "keys": {"grants": ("g1",), "work": tuple(f"k{one}" for one in YEAR)},
                }
            },
        ),
        Case(
            "a third dearer than the year before",
            rows={
                "grants": rows(
                    GRANT,
                    *(
                        (f"g{n}", "w", "甲", f"S{n}", f"E{n}", "示例型", "2023-05-01", 90_000, 9)
                        for n in (1, 2, 3)
                    ),
                    ("g4", "w", "乙", "S4", "E4", "示例型", "2024-05-01", 120_000, 9),
                    ("g5", "w", "丙", "S5", "E5", "示例型", "2024-05-01", 117_000, 9),
                )
            },
            hits={"S4": {"price_rise": 1 / 3, "score": 0.5}},
        ),
        Case("twenty-one hours a year", rows={"grants": rows(GRANT, TRACTOR), "work": _worked(1.75)}),
        Case(
            "under repair",
            rows={"grants": rows(GRANT, TRACTOR), "work": _worked(0.0, state="维修中")},
            innocent="repair",
        ),
        Case(
            "three months of winter",
            rows={"grants": rows(GRANT, TRACTOR), "work": _worked(0.0, months=3)},
            innocent="winter",
        ),
        Case(
            "the terminal was offline",
            rows={"grants": rows(GRANT, TRACTOR), "work": _worked(0.0, online=0)},
            innocent="data_loss",
        ),
    ),
)
