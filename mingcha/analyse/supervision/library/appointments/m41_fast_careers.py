"""M41: promotions too soon, too many, over a level, or too old."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.appointments import APPOINTMENTS
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
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, months_between
from mingcha.foundation.words import Words

EXCEPTION = FalsePositive("exception", Words("经批准的破格提拔", "An approved exception"))
REMOTE = FalsePositive("remote", Words("艰苦边远地区放宽条件", "Eased conditions of a remote area"))
DATA_GAP = FalsePositive("data_gap", Words("任职记录缺失", "Records are missing"))
RANKS = FalsePositive("ranks", Words("职级晋升误作职务提拔", "A rank taken for a post"))
REASONS = ("soon", "often", "skipped", "old")


def _weighed(found: ir.Table) -> ir.Table:
    """The score by what does not fit: skipping counts most."""
    return found.mutate(
        subject_key=found.person_id,
        score=capped(
            ibis.literal(0.4)
            + (found.often > 0).cast("int64") * 0.1
            + (found.old > 0).cast("int64") * 0.15
            + (found.soon > 0).cast("int64") * 0.2
            + (found.skipped > 0).cast("int64") * 0.25
        ),
    ).drop("person_id")


def hits(
    appointments: ir.Table,
    *,
    to_full: int,
    to_deputy: int,
    remote_less: int,
    between: int,
    oldest: int,
    gap: int,
) -> ir.Table:
    """One row for each person: promotions that do not fit the conditions."""
    up = _promotions(appointments)
    up = up.filter(up.exception_no.nullif("").isnull())
    served = months_between(up.before_on, up.from_on)
    needed = ibis.ifelse(up.level % 2 == 1, to_full, to_deputy)
    needed = needed - ibis.ifelse(ibis.coalesce(up.is_remote, False), remote_less, 0)
    whole_record = ibis.coalesce(months_between(up.before_end, up.from_on) <= gap, True)
    marked = up.mutate(
        soon=whole_record & (served < needed),
        often=whole_record & up.before_promoted & (served < between) & ~ibis.coalesce(up.is_remote, False),
        skipped=whole_record & (up.level - up.before_level > 1),
        old=ibis.coalesce(months_between(up.born_on, up.from_on) >= oldest * 12, False),
    )
    doubtful = marked.filter(ibis.or_(*(marked[name] for name in REASONS)))
    found = doubtful.group_by("person_id").agg(
        subject_name=doubtful.name.max(),
        unit=doubtful.unit.max(),
        promotions=doubtful.count(),
        shortest=months_between(doubtful.before_on, doubtful.from_on).min(),
        first=doubtful.from_on.min(),
        keys_appointments=keys(doubtful.appointment_id),
        **{name: doubtful[name].cast("int64").sum() for name in REASONS},
    )
    return _weighed(found)


def _promotions(appointments: ir.Table) -> ir.Table:
    """Each first appointment to a higher level, with the level before: when it was gained, when it ended.

    Moves at the same level are taken together.
    """
    same = ibis.window(group_by=[appointments.person_id, appointments.level])
    gained = appointments.mutate(
        since=appointments.from_on.min().over(same), end=appointments.to_on.max().over(same)
    )
    gained = gained.filter(gained.from_on == gained.since)
    order = ibis.window(
        group_by=gained.person_id, order_by=[gained.from_on, gained.level, gained.appointment_id]
    )
    steps = gained.mutate(
        before_level=gained.level.lag().over(order),
        before_on=gained.since.lag().over(order),
        before_end=gained.end.lag().over(order),
        first_level=gained.level.min().over(ibis.window(group_by=gained.person_id)),
    )
    return steps.filter(steps.level > steps.before_level).mutate(
        before_promoted=lambda one: one.before_level > one.first_level
    )


WHO = "11010119750101001X"
RULE = Words("《党政领导干部选拔任用工作条例》（任职基本资格）", "Rules on the selection of leaders")
NAMES = "appointment_id person_id name unit level from_on to_on born_on exception_no is_remote"


def _post(
    number: str,
    level: int,
    start: str,
    end: str | None = None,
    *,
    born: str | None = None,
    exception: str | None = None,
    remote: bool = False,
) -> dict[str, object]:
    return rows(NAMES, (number, WHO, "甲", "示例局", level, start, end, born, exception, remote))[0]


MODEL = Model(
    code="M41",
    words=Words("干部履历异常", "Careers that do not fit the conditions"),
    area=Area.APPOINTMENTS,
    subject=Subject.PERSON,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "任职年限不足即提拔、三年内两次提拔、越级提拔、临近退休提拔",
        "Promotions before the years required, twice in three years, over a level, close to retirement",
    ),
    basis=(RULE,),
    inputs={"appointments": APPOINTMENTS},
    parameters=(
        whole("to_full", "副职提正职年限", "Months as deputy", 24, 12, 60, unit="月", source=RULE),
        whole("to_deputy", "下级正职提上级副职年限", "Months as head", 36, 12, 60, unit="月", source=RULE),
        whole("remote_less", "艰苦边远地区放宽", "Less in remote areas", 12, 0, 36, unit="月"),
        whole("between", "两次提拔间隔", "Months between promotions", 36, 12, 60, unit="月"),
        whole("oldest", "提拔年龄", "Age at promotion", 58, 50, 65, unit="岁"),
        whole("gap", "记录允许间断", "Gap allowed in records", 3, 0, 12, unit="月"),
    ),
    evidence=(
        Evidence("unit", Words("单位", "Unit")),
        Evidence("promotions", Words("异常提拔", "Promotions in doubt"), unit="次"),
        Evidence("shortest", Words("最短任职", "Shortest time served"), unit="个月"),
        Evidence("soon", Words("年限不足", "Too soon"), unit="次"),
        Evidence("often", Words("三年内两次提拔", "Twice in three years"), unit="次"),
        Evidence("skipped", Words("越级", "Over a level"), unit="次"),
        Evidence("old", Words("临近退休", "Close to retirement"), unit="次"),
        Evidence("first", Words("首次", "First")),
    ),
    sentence=Words(
        "{unit}{subject_name}有{promotions}次提拔异常（首次{first}）：年限不足{soon}次（最短任职{shortest}个月）、"
        "三年内两次提拔{often}次、越级{skipped}次、临近退休{old}次。",
        "{subject_name} of {unit}: {promotions} promotions in doubt (first {first}): {soon} too soon "
        "(after {shortest} months), {often} twice in three years, {skipped} over a level, {old} close to "
        "retirement.",
    ),
    to_check=Words(
        "查干部档案、任免文件与会议纪要；看是否履行破格报批；核对任职起止时间。",
        "The personnel file, papers and minutes; whether an exception was approved; the dates served.",
    ),
    false_positives=(EXCEPTION, REMOTE, DATA_GAP, RANKS),
    notes=Words(
        "职务层次为单数的是正职（科员为1），双数的是副职。同层次调动合并计算。两段记录间断超过允许月数的视为缺记录，"
        "不判断年限与越级。起点以上的每一层次才算“提拔”，首个记录的层次不算。退休年龄正在渐进延迟，年龄可调。",
        "Odd levels are heads, even ones deputies. Moves at one level count as one. After a gap in the "
        "records neither years nor levels are judged. The first level on record is no promotion. The age is "
        "to be set as retirement moves.",
    ),
    hits=hits,
    cases=(
        Case(
            "head after a year, then two levels up",
            rows={
                "appointments": [
                    _post("a1", 2, "2016-01-10", "2017-01-10"),
                    _post("a2", 3, "2017-01-10", "2021-01-10"),
                    _post("a3", 5, "2021-01-10"),
                ]
            },
            hits={
                WHO: {
                    "promotions": 2,
                    "soon": 1,
                    "skipped": 1,
                    "often": 0,
                    "shortest": 12,
                    "score": 0.85,
                    "keys": {"appointments": ("a2", "a3")},
                }
            },
        ),
        Case(
            "twice in three years, and at 58",
            rows={
                "appointments": [
                    _post("a1", 1, "2010-01-10", "2019-01-10"),
                    _post("a2", 2, "2019-01-10", "2021-06-10"),
                    _post("a3", 3, "2021-06-10", "2024-06-10", born="1966-06-01"),
                    _post("a4", 4, "2024-06-10", born="1966-06-01"),
                ]
            },
            hits={WHO: {"often": 1, "soon": 0, "old": 1, "keys": {"appointments": ("a3", "a4")}}},
        ),
        Case(
            "just the years required, a move between",
            rows={
                "appointments": [
                    _post("a1", 2, "2016-01-10", "2017-06-10"),
                    _post("a2", 2, "2017-06-10", "2018-01-10"),
                    _post("a3", 3, "2018-01-10", "2021-01-10", born="1970-01-01"),
                    _post("a4", 4, "2021-01-10", born="1970-01-01"),
                ]
            },
        ),
        Case(
            "an approved exception",
            rows={
                "appointments": [
                    _post("a1", 2, "2016-01-10", "2017-01-10"),
                    _post("a2", 3, "2017-01-10", exception="组批1号"),
                ]
            },
            innocent="exception",
        ),
        Case(
            "a remote area",
            rows={
                "appointments": [
                    _post("a1", 2, "2016-01-10", "2017-02-10"),
                    _post("a2", 3, "2017-02-10", remote=True),
                ]
            },
            innocent="remote",
        ),
        Case(
            "records are missing between",
            rows={"appointments": [_post("a1", 2, "2016-01-10", "2017-01-10"), _post("a2", 5, "2017-06-10")]},
            innocent="data_gap",
        ),
    ),
)
