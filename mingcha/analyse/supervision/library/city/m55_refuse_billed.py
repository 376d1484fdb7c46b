"""M55: refuse billed beyond what the incinerator took in, weighed at night unseen, or always alike."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.city import (
    PLANT_INTAKE,
    REFUSE_BILLS,
    REFUSE_TICKETS,
    SCALE_CHECKS,
)
from mingcha.analyse.datasets.contracts.declaration import Area
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
from mingcha.analyse.supervision.portable import capped, keys, total, yuan
from mingcha.foundation.words import Words

RECALIBRATED = FalsePositive("recalibrated", Words("当月地磅校正", "The scale was corrected that month"))
MOISTURE = FalsePositive("moisture", Words("沥水、水分损耗", "Water drained or dried"))
CAMERA_DOWN = FalsePositive("camera_down", Words("抓拍设备故障", "The camera was out of order"))
ROUNDED = FalsePositive("rounded", Words("地磅分度值大，读数相近", "The scale reads in coarse steps"))
NIGHT = (22, 5)  # from this hour until before that one
SLACK = 1e-6  # tons: a factor of a float is never exact


def hits(
    bills: ir.Table, intake: ir.Table, tickets: ir.Table, checks: ir.Table,
    *, factor: float, night: int, alike: int,
) -> ir.Table:  # fmt: skip
    """One row for each company: months and tons billed beyond, weighed at night unseen, weighed alike."""
    signs = ibis.union(
        _beyond(bills, intake, checks, factor), _unseen(tickets, night), _alike(tickets, alike)
    )
    found = signs.group_by("company_code").agg(
        subject_name=signs.company.max(),
        months=signs.bill_id.nunique(),
        tons=total(signs.tons).coalesce(0.0),
        amount=yuan(signs.amount.sum().coalesce(0)),
        unseen=signs.unseen.sum(),
        alike=signs.alike.sum(),
        keys_bills=keys(signs.bill_id),
        keys_tickets=keys(signs.ticket_id),
    )
    score = (
        ibis.ifelse(found.months > 0, 0.6, 0.45)
        + ibis.ifelse((found.months > 0) & (found.unseen + found.alike > 0), 0.15, 0.0)
        + ibis.ifelse((found.unseen > 0) & (found.alike > 0), 0.1, 0.0)
    )
    return found.mutate(subject_key=found.company_code, score=capped(score)).drop("company_code")


def _beyond(bills: ir.Table, intake: ir.Table, checks: ir.Table, factor: float) -> ir.Table:
    """Bills beyond the factor of what the plants took in that month; not where a scale was corrected."""
    taken = intake.select("company_code", "plant", "tons", month=intake.at.date().truncate("M"))
    corrected = checks.filter(checks.corrected.fill_null(True))
    corrected = corrected.select("plant", month=corrected.done_on.truncate("M"))
    doubtful = taken.semi_join(corrected, ["plant", "month"])
    arrived = taken.group_by("company_code", "month").agg(taken=total(taken.tons))
    billed = bills.anti_join(doubtful, ["company_code", "month"])
    monthly = billed.group_by("company_code", "month").agg(all_tons=total(billed.tons))
    both = billed.inner_join(monthly, ["company_code", "month"])
    both = both.left_join(arrived, ["company_code", "month"])
    both = both.mutate(allowed=both.taken.coalesce(0.0) * factor)
    both = both.filter(both.all_tons - both.allowed > SLACK)
    part = both.tons / both.all_tons  # of several bills of a month, each its part
    return both.select(
        "company_code",
        "company",
        "bill_id",
        ticket_id=ibis.null("string"),
        tons=(both.all_tons - both.taken.coalesce(0.0)) * part,
        amount=both.amount,
        unseen=ibis.literal(0),
        alike=ibis.literal(0),
    )


def _unseen(tickets: ir.Table, night: int) -> ir.Table:
    """Tickets weighed at night without a picture, in months that have so many."""
    hour = tickets.at.hour()
    dark = tickets.filter(((hour >= NIGHT[0]) | (hour < NIGHT[1])) & (tickets.picture.coalesce("") == ""))
    dark = dark.mutate(month=dark.at.date().truncate("M"))
    months = dark.group_by("company_code", "month").agg(count_of=dark.count())
    found = dark.semi_join(months.filter(months.count_of >= night), ["company_code", "month"])
    return _tickets(found, unseen=1, alike=0)


def _alike(tickets: ir.Table, alike: int) -> ir.Table:
    """Tickets of one truck with the same gross weight and tare so many times in a month."""
    by = ["company_code", "plate", "month", "gross", "tare"]
    weighed = tickets.mutate(month=tickets.at.date().truncate("M"))
    groups = weighed.group_by(by).agg(count_of=weighed.count())
    return _tickets(weighed.semi_join(groups.filter(groups.count_of >= alike), by), unseen=0, alike=1)


def _tickets(found: ir.Table, *, unseen: int, alike: int) -> ir.Table:
    return found.select(
        "company_code",
        "company",
        bill_id=ibis.null("string"),
        ticket_id=found.ticket_id,
        tons=ibis.null("float64"),
        amount=ibis.null("decimal(18, 2)"),
        unseen=ibis.literal(unseen),
        alike=ibis.literal(alike),
    )


FIRM = "91990101MA00000001"
BILLS = "bill_id company_code company month tons amount"
WEIGHED = "ticket_id company_code plate at gross tare picture"
INTAKE = rows(
    "intake_id plant company_code at tons",
    ("n1", "一厂", FIRM, "2024-05-03T10:00:00", 60.0),
    ("n2", "一厂", FIRM, "2024-05-31T23:00:00", 40.0),
)


def _tickets_at(times: int, hour: int, picture: str | None, *, alike: bool) -> list[dict[str, object]]:
    """Tickets of one truck on successive days; alike, or each heavier than the last."""
    return rows(
        WEIGHED,
        *(
            (f"t{one}", FIRM, "示A00002", f"2024-05-{one + 1:02}T{hour:02}:10:00",
             12.5 if alike else 12.0 + one / 10, 6.5, picture)
            for one in range(times)
        ),
    )  # fmt: skip


MODEL = Model(
    code="M55",
    words=Words("垃圾清运结算虚高", "Refuse billed and not carried"),
    area=Area.CITY,
    subject=Subject.COMPANY,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "结算量超过焚烧厂进厂量，夜间过磅无抓拍，同车毛重皮重反复相同",
        "Tons billed beyond the plant's intake, night weighings without picture, weights that repeat",
    ),
    basis=(
        Words(
            "清运服务合同：以焚烧厂进厂计量为结算依据；《财政违法行为处罚处分条例》",
            "Contracts of service: the plant's scale decides what is paid; Regulations on fiscal violations",
        ),
    ),
    inputs={"bills": REFUSE_BILLS, "intake": PLANT_INTAKE, "tickets": REFUSE_TICKETS, "checks": SCALE_CHECKS},
    optional=("tickets", "checks"),
    parameters=(
        share("factor", "结算与进厂量之比", "Billed over taken in", 1.03, 1.0, 1.5),
        whole("night", "一月夜间无抓拍次数", "Unseen night weighings a month", 5, 1, 200, unit="次"),
        whole("alike", "一月相同重量次数", "Same weights in a month", 5, 3, 100, unit="次"),
    ),
    evidence=(
        Evidence("months", Words("超量结算单", "Bills beyond"), unit="张"),
        Evidence("tons", Words("多结吨数", "Tons beyond"), unit="吨"),
        Evidence("amount", Words("所涉结算金额", "Amount of those bills"), unit="元"),
        Evidence("unseen", Words("夜间无抓拍磅单", "Unseen night tickets"), unit="张"),
        Evidence("alike", Words("重量相同磅单", "Tickets alike"), unit="张"),
    ),
    sentence=Words(
        "{subject_name}超量结算{months}张、多结{tons}吨（结算单共{amount}元）；夜间无抓拍磅单{unseen}张，"
        "重量反复相同磅单{alike}张。",
        "{subject_name}: {months} bills beyond the intake by {tons} tons (bills of ¥{amount}); {unseen} night"
        " tickets without picture, {alike} tickets alike.",
    ),
    to_check=Words(
        "调地磅原始数据库与视频；比对车辆定位；查复核结算的人；看地磅检定证书。",
        "The scale's records and video; the trucks' positions; who checks bills; the scale's certificate.",
    ),
    false_positives=(RECALIBRATED, MOISTURE, CAMERA_DOWN, ROUNDED),
    hits=hits,
    notes=Words(
        "按企业、月份比较；没有进厂记录的月份按零计。当月所用焚烧厂地磅有校正的不比较。水分损耗由3%的余量吸收，"
        "更大的损耗、抓拍故障，数据上分不出来。夜间为22时至次日5时。重量相同指同车毛重、皮重都相同。",
        "Compared by company and month; a month without intake counts as none. Months in which a plant's"
        " scale was corrected are left out. Three per cent allow for water; more of it and a broken camera"
        " cannot be told. Night is from 22 to 5. Alike means the same truck's gross weight and tare both.",
    ),
    cases=(
        Case(
            "four per cent beyond, and night tickets alike",
            rows={
                "bills": rows(BILLS, ("b1", FIRM, "示例公司", "2024-05-01", 104.0, 10_400)),
                "intake": INTAKE,
                "tickets": _tickets_at(5, 23, None, alike=True),
            },
            hits={
                FIRM: {
                    "months": 1,
                    "tons": 4.0,
                    "amount": 10_400,
                    "unseen": 5,
                    "alike": 5,
                    "score": 0.85,
                    "keys": {"bills": ("b1",), "tickets": ("t0", "t1", "t2", "t3", "t4")},
                }
            },
        ),
        Case(
            "four at night, alike, and five by day with pictures",
            rows={
                "tickets": [
                    *_tickets_at(4, 4, None, alike=True),
                    *(
                        {**one, "ticket_id": f"d{one['ticket_id']}"}
                        for one in _tickets_at(5, 5, "g", alike=False)
                    ),
                ],
            },
        ),
        Case(
            "three per cent beyond",
            rows={
                "bills": rows(BILLS, ("b1", FIRM, "示例公司", "2024-05-01", 103.0, 10_300)),
                "intake": INTAKE,
            },
            innocent="moisture",
        ),
        Case(
            "the plant's scale was corrected",
            rows={
                "bills": rows(BILLS, ("b1", FIRM, "示例公司", "2024-05-01", 110.0, 11_000)),
                "intake": INTAKE,
                "checks": rows("check_id plant done_on corrected", ("z1", "一厂", "2024-05-15", True)),
            },
            innocent="recalibrated",
        ),
    ),
)
