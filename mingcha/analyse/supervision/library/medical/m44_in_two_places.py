"""M44: patients who were elsewhere, or dead, while they lay in hospital."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.medical import (
    ADMISSIONS,
    HOSPITAL_LEAVES,
    INPATIENT_ORDERS,
    MOVEMENTS,
)
from mingcha.analyse.datasets.contracts.people import DEATHS
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
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, days_between, keys, minutes_between
from mingcha.foundation.words import Words

DAY_LEAVE = FalsePositive("day_leave", Words("经批准请假离院", "On leave from the ward"))
ARRIVAL = FalsePositive("arrival", Words("入院、出院当日乘车", "Travelled to or from the hospital"))
CARD_LENT = FalsePositive("card_lent", Words("乘车卡借给他人使用", "The bus card was lent"))
CLOCK = FalsePositive(
    "clock", Words("系统时钟不一致或医嘱补录", "Clocks differ, or the order was entered late")
)
LATE_DISCHARGE = FalsePositive(
    "late_discharge", Words("院内死亡，次日办理出院", "Died in hospital, discharged on the next day")
)
NAMED = ("rail", "air", "work")  # ways for which the person is identified


def hits(
    orders: ir.Table,
    movements: ir.Table,
    admissions: ir.Table,
    deaths: ir.Table,
    leaves: ir.Table,
    *,
    minutes: int,
    grace: int,
) -> ir.Table:
    """One row for each person: stays, orders and journeys that contradict one another, days after death."""
    away = _away(movements, admissions, leaves)
    signs = ibis.union(
        _treated(away, orders, minutes), _travelled(away), _after_death(admissions, deaths, grace)
    )
    found = signs.group_by("person_id").agg(
        subject_name=signs.name.max(),
        stays=signs.admission_id.nunique(),
        orders=signs.order_id.nunique(),
        journeys=signs.movement_id.nunique(),
        named=signs.movement_id.nunique(where=signs.way.isin(NAMED)),
        days=signs.days.max(),
        keys_admissions=keys(signs.admission_id),
        keys_orders=keys(signs.order_id),
        keys_movements=keys(signs.movement_id),
    )
    dead, named = ibis.ifelse(found.days > 0, 0.3, 0.0), ibis.ifelse(found.named > 0, 0.15, 0.0)
    return found.select(
        "subject_name",
        "stays",
        "orders",
        "journeys",
        "days",
        "keys_admissions",
        "keys_orders",
        "keys_movements",
        subject_key=found.person_id,
        score=capped(dead + named + 0.6 + found.orders * 0.02),
    )


def _away(movements: ir.Table, admissions: ir.Table, leaves: ir.Table) -> ir.Table:
    """Journeys on days within a stay, without its first and last day, and not on leave."""
    stays = admissions.select("person_id", "name", "admission_id", "admitted_on", "discharged_on")
    day = movements.at.date()
    gone = movements.select("person_id", "movement_id", "at", "way", day=day).inner_join(stays, "person_id")
    gone = gone.filter((gone.day > gone.admitted_on) & (gone.day < gone.discharged_on))
    gone = gone.select("person_id", "name", "admission_id", "movement_id", "at", "way", "day")
    granted = leaves.select("admission_id", "from_at", "to_at").inner_join(gone, "admission_id")
    granted = granted.filter((granted.at >= granted.from_at) & (granted.at <= granted.to_at))
    return gone.anti_join(granted.select("admission_id", "movement_id"), ["admission_id", "movement_id"])


def _treated(away: ir.Table, orders: ir.Table, minutes: int) -> ir.Table:
    """Journeys within so many minutes of an order carried out on the ward."""
    given = orders.select("admission_id", "order_id", "ordered_at", day=orders.ordered_at.date())
    both = away.inner_join(given, ["admission_id", "day"])
    both = both.filter(minutes_between(both.at, both.ordered_at).abs() <= minutes)
    return _signs(both, order=both.order_id)


def _travelled(away: ir.Table) -> ir.Table:
    """Journeys and attendance under the person's own name: away, whatever the hour of the orders."""
    return _signs(away.filter(away.way.isin(NAMED)), order=ibis.null("string"))


def _signs(found: ir.Table, order: ir.Value) -> ir.Table:
    return found.select(
        "person_id", "name", "admission_id", "movement_id", "way", order_id=order, days=ibis.null("int64")
    )


def _after_death(admissions: ir.Table, deaths: ir.Table, grace: int) -> ir.Table:
    """Stays that go on for more than the days of grace after death."""
    dead = deaths.group_by("person_id").agg(died_on=deaths.died_on.min())
    stays = admissions.inner_join(dead, "person_id")
    stays = stays.mutate(days=days_between(stays.died_on, stays.discharged_on))
    none = ibis.null("string")
    return stays.filter(stays.days > grace).select(
        "person_id", "name", "admission_id", movement_id=none, way=none, order_id=none, days=stays.days
    )


WHO = "11010119500101001X"
STAY = rows(
    "admission_id person_id name admitted_on discharged_on", ("a1", WHO, "甲", "2024-05-01", "2024-05-09")
)
ORDERS = rows("order_id admission_id person_id ordered_at", ("o1", "a1", WHO, "2024-05-03T09:30:00"))
MOVED = "movement_id person_id at way"
MODEL = Model(
    code="M44",
    words=Words("住院期间人在别处或已死亡", "Elsewhere or dead while in hospital"),
    area=Area.MEDICAL,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "住院期间有乘车、出行、打卡记录，与医嘱执行时间冲突，或死亡后仍在住院",
        "Journeys or attendance during a stay in hospital that clash with treatment; stays after death",
    ),
    basis=(
        Words(
            "《医疗保障基金使用监督管理条例》第三十八条、第四十条：虚假住院、冒名就医骗取基金",
            "Regulations on the use of medical insurance funds, articles 38 and 40: sham stays",
        ),
    ),
    inputs={
        "orders": INPATIENT_ORDERS,
        "movements": MOVEMENTS,
        "admissions": ADMISSIONS,
        "deaths": DEATHS,
        "leaves": HOSPITAL_LEAVES,
    },
    optional=("orders", "movements", "deaths", "leaves"),
    parameters=(
        whole("minutes", "冲突分钟数", "Minutes of a clash", 30, 5, 180, unit="分钟"),
        whole("grace", "死亡后宽限天数", "Days of grace after death", 1, 0, 30, unit="天"),
    ),
    evidence=(
        Evidence("stays", Words("涉及住院次数", "Stays"), unit="次"),
        Evidence("orders", Words("冲突医嘱数", "Orders that clash"), unit="条"),
        Evidence("journeys", Words("院外记录数", "Records of being elsewhere"), unit="条"),
        Evidence("days", Words("死亡后住院天数", "Days in hospital after death"), unit="天"),
    ),
    sentence=Words(
        "{subject_name}有{stays}次住院存疑：院外记录{journeys}条，冲突医嘱{orders}条，死亡后住院{days}天。",
        "{subject_name}: {stays} stays in doubt; {journeys} records of being elsewhere, {orders} orders that"
        " clash, {days} days in hospital after death.",
    ),
    to_check=Words(
        "调护理记录、监控与查房记录；查请假条；询问本人及同病房病人；核对社保卡由谁持有。",
        "Nursing notes, cameras, ward rounds; slips of leave; ask the patient; who holds the insurance card.",
    ),
    false_positives=(DAY_LEAVE, ARRIVAL, CARD_LENT, CLOCK, LATE_DISCHARGE),
    hits=hits,
    notes=Words(
        "入院、出院当日不比对（乘车就医）。公交卡可能借用，须与医嘱时间冲突才提示；"
        "实名的铁路、民航和考勤打卡，在住院中间日即提示。工资照发不说明到岗，因此用考勤而不用工资表。"
        "借卡、时钟不一致从数据上分不出来，由核查认定。冲突只在同一自然日内比对。",
        "The first and last day of a stay are left out. A bus card may be lent, so it counts only near an"
        " order; journeys and attendance under one's own name count on any day within the stay. Pay goes on"
        " in sickness, so attendance is used and payroll is not. Lent cards and wrong clocks cannot be told"
        " from data. Clashes are sought within one calendar day.",
    ),
    cases=(
        Case(
            "on a bus as the drip was given",
            rows={
                "admissions": STAY,
                "orders": ORDERS,
                "movements": rows(MOVED, ("v1", WHO, "2024-05-03T09:58:10", "bus")),
            },
            hits={
                WHO: {
                    "stays": 1,
                    "orders": 1,
                    "journeys": 1,
                    "days": None,
                    "score": 0.62,
                    "keys": {"admissions": ("a1",), "orders": ("o1",), "movements": ("v1",)},
                }
            },
        ),
        Case(
            "a train on a day within the stay, and discharged after death",
            rows={
                "admissions": STAY,
                "movements": rows(MOVED, ("v1", WHO, "2024-05-05T20:00:00", "rail")),
                "deaths": rows("person_id died_on", (WHO, "2024-05-06")),
            },
            hits={
                WHO: {
                    "journeys": 1,
                    "days": 3,
                    "score": 1.0,
                    "keys": {"admissions": ("a1",), "orders": (), "movements": ("v1",)},
                }
            },
        ),
        Case(
            "a bus 31 minutes after the order",
            rows={
                "admissions": STAY,
                "orders": ORDERS,
                "movements": rows(MOVED, ("v1", WHO, "2024-05-03T10:01:00", "bus")),
            },
        ),
        Case(
            "on leave for the day",
            rows={
                "admissions": STAY,
                "orders": ORDERS,
                "movements": rows(MOVED, ("v1", WHO, "2024-05-03T09:40:00", "rail")),
                "leaves": rows(
                    "leave_id admission_id from_at to_at",
                    ("l1", "a1", "2024-05-03T09:00:00", "2024-05-03T18:00:00"),
                ),
            },
            innocent="day_leave",
        ),
        Case(
            "came by bus on the day of admission",
            rows={
                "admissions": STAY,
                "orders": rows(
                    "order_id admission_id person_id ordered_at", ("o1", "a1", WHO, "2024-05-01T09:00:00")
                ),
                "movements": rows(MOVED, ("v1", WHO, "2024-05-01T08:45:00", "bus")),
            },
            innocent="arrival",
        ),
        Case(
            "died in hospital, discharged the next day",
            rows={"admissions": STAY, "deaths": rows("person_id died_on", (WHO, "2024-05-08"))},
            innocent="late_discharge",
        ),
    ),
)
