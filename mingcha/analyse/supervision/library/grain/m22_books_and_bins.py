"""M22: bins that hold less or more than the books say, and losses beyond what is allowed."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.grain import GRAIN_STOCKS
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
from mingcha.analyse.supervision.portable import capped, days_between, ratio
from mingcha.foundation.words import Words

MOISTURE = FalsePositive("moisture", Words("水分减量", "Weight lost by drying"))
CALIBRATION = FalsePositive("calibration", Words("传感器未按期校准", "The sensor was not calibrated in time"))
SETTLED = FalsePositive(
    "settled", Words("粮堆沉降、容重取值偏差", "The heap settled; the density is a guess")
)


def hits(stocks: ir.Table, *, loss: float, gap: float, calibration: int) -> ir.Table:
    """One row for each count of a bin: loss beyond what is allowed, gap between books and sensor."""
    dried = stocks.moisture_from - stocks.moisture_to
    drying = ratio(stocks.opening * ibis.greatest(dried, 0.0), 100.0 - stocks.moisture_to).fill_null(0.0)
    counted = stocks.mutate(allowed=stocks.opening * loss + drying, measured=stocks.volume * stocks.density)
    counted = counted.mutate(gap=ratio(counted.measured - counted.book, counted.book))
    trusted = days_between(counted.calibrated_on, counted.measured_on).between(0, calibration)
    found = counted.mutate(
        too_much=(counted.loss > counted.allowed).fill_null(False),
        apart=(trusted & (counted.gap.abs() > gap)).fill_null(False),
    )
    found = found.filter(found.too_much | found.apart)
    strength = ibis.literal(0.4) + ibis.ifelse(found.too_much, 0.2, 0.0) + ibis.ifelse(found.apart, 0.25, 0.0)
    return found.select(
        "grain",
        "year",
        "opening",
        "loss",
        "allowed",
        "book",
        "measured",
        gap=ibis.ifelse(found.apart, found.gap, ibis.null("float64")),
        subject_key=found.station + "·" + found.bin,
        subject_name=found.station + found.bin,
        score=capped(strength),
        keys_stocks=ibis.array([found.stock_id]),
    )


STOCKS = (
    "stock_id station bin grain year opening loss book moisture_from moisture_to "
    "volume density measured_on calibrated_on"
)


def _counted(
    loss: float,
    volume: float,
    moisture: tuple[float, float] = (13.0, 13.0),
    calibrated: str | None = "2024-06-01",
) -> dict[str, list[dict[str, object]]]:
    """A thousand tonnes of which so many were lost; 1,250 cubic metres hold what was left."""
    one = ("s1", "甲库", "3号仓", "小麦", 2024, 1000.0, loss, 1000.0 - loss, *moisture)
    return {"stocks": rows(STOCKS, (*one, volume, 0.8, "2024-12-20", calibrated))}


MODEL = Model(
    code="M22",
    words=Words("粮食账实不符、损耗超限", "Grain missing from the bins, losses too large"),
    area=Area.GRAIN,
    subject=Subject.ASSET,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "年度损耗超过定额加水分减量，或传感测量与账面数量相差超过百分之二的仓",
        "Bins whose loss is beyond the limit and drying, or whose measured content is two in a hundred off",
    ),
    basis=(
        Words(
            "粮食储备须账实相符；保管自然损耗按定额，水分减量按实际增减计算",
            "Books must agree with bins; natural loss has a limit, drying is reckoned as it was",
        ),
    ),
    inputs={"stocks": GRAIN_STOCKS},
    parameters=(
        share(
            "loss",
            "年损耗率上限",
            "Loss a year",
            0.008,
            0.001,
            0.05,
            source=Words("约千分之二至千分之八，取上限", "Some 0.2 to 0.8 in a hundred; the upper end"),
        ),
        share("gap", "账实相差", "Gap between books and bins", 0.02, 0.005, 0.2),
        whole("calibration", "校准有效天数", "Days a calibration holds", 365, 30, 1500, unit="天"),
    ),
    evidence=(
        Evidence("grain", Words("粮食品种", "Grain")),
        Evidence("year", Words("年度", "Year")),
        Evidence("opening", Words("期初账面", "Book at start"), unit="吨"),
        Evidence("loss", Words("账面损耗", "Loss booked"), unit="吨"),
        Evidence("allowed", Words("允许损耗", "Loss allowed"), unit="吨"),
        Evidence("book", Words("期末账面", "Book at end"), unit="吨"),
        Evidence("measured", Words("传感测算数量", "Measured"), unit="吨"),
        Evidence("gap", Words("账实相差", "Gap")),
    ),
    sentence=Words(
        "{subject_name}{year}年{grain}：损耗{loss}吨，允许{allowed}吨；账面{book}吨，"
        "传感测算{measured}吨（相差{gap}）。",
        "{subject_name}, {grain}, {year}: {loss} t lost, {allowed} t allowed; {book} t booked, {measured} t "
        "measured (gap {gap}).",
    ),
    to_check=Words(
        "开仓测量、扦样；核对出入库凭证与损耗审批；查短少粮食的去向和是否倒填单据。",
        "Measure and sample the bin; vouchers and approval of the loss; where the missing grain went.",
    ),
    false_positives=(MOISTURE, CALIBRATION, SETTLED),
    hits=hits,
    cases=(
        Case(
            "ten tonnes lost, and thirty more not there",
            rows=_counted(10.0, 1200.0),
            hits={
                "甲库·3号仓": {
                    "allowed": 8.0,
                    "measured": 960.0,
                    "gap": -30 / 990,
                    "score": 0.85,
                    "keys": {"stocks": ("s1",)},
                }
            },
        ),
        Case(
            "too much in the bin",
            rows=_counted(0.0, 1276.0),
            hits={"甲库·3号仓": {"gap": 0.0208, "score": 0.65}},
        ),
        Case("eight in a thousand lost, and a gap within two in a hundred", rows=_counted(8.0, 1216.0)),
        Case("dried by a point", rows=_counted(18.0, 1227.5, (14.0, 13.0)), innocent="moisture"),
        Case(
            "the sensor was last calibrated two years ago",
            rows=_counted(5.0, 1200.0, calibrated="2022-06-01"),
            innocent="calibration",
        ),
        Case(
            "dried by a point, but twice as much was lost",
            rows=_counted(39.0, 1201.25, (14.0, 13.0)),
            hits={"甲库·3号仓": {"allowed": 8 + 1000 / 87, "gap": None, "score": 0.6}},
        ),
    ),
    notes=Words(
        "允许损耗＝定额率×期初＋水分减量（期初×水分降幅÷(100－期末水分)）。定额取区间上限以少误报，可调低。"
        "没有校准日期或超过有效期的传感数据不判账实，短少和溢余都算。沉降与容重偏差分不出，留作核查结论。",
        "Allowed is the rate on the opening stock and the weight lost by drying. The rate is the upper "
        "end, to "
        "raise fewer hits. Sensors not calibrated in time are not judged; both shortage and surplus count. "
        "Settling and a wrong density cannot be told from the data.",
    ),
)
