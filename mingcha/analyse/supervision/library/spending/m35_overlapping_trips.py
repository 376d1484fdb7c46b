"""M35: one person on two trips at once, or host at home while away."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.spending import RECEPTION_HOSTS, TRIPS
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
from mingcha.analyse.supervision.portable import capped, days_between, keys, yuan
from mingcha.foundation.words import Words

CHANGED = FalsePositive("changed", Words("改签改期或取消的行程", "A journey changed or cancelled"))
CONNECTION = FalsePositive(
    "connection", Words("行程衔接，当日往返", "One journey ends where the next begins")
)
SIGNED_FOR = FalsePositive("signed_for", Words("陪餐名单误列", "Listed as host by mistake"))


def hits(trips: ir.Table, hosts: ir.Table, *, days: int) -> ir.Table:
    """One row for each person: overlapping trips, and receptions at home while away."""
    taken = trips.filter(~ibis.coalesce(trips.state, "taken").isin(["changed", "cancelled"]))
    doubts = ibis.union(_overlaps(taken, days), _at_home(taken, hosts))
    found = doubts.group_by("person_id").agg(
        overlaps=doubts.trip_id.nunique(where=doubts.overlap > 0),
        days=doubts.overlap.max(),
        meals=doubts.host_id.nunique(),
        first=doubts.first.min(),
        keys_trips=keys(doubts.trip_id),
        keys_hosts=keys(doubts.host_id, where=doubts.host_id.notnull()),
    )
    listed = doubts.select("person_id", "trip_id", "amount", "name").distinct()
    sums = listed.group_by("person_id").agg(subject_name=listed.name.max(), amount=yuan(listed.amount.sum()))
    found = found.inner_join(sums, "person_id")
    both = ((found.overlaps > 0) & (found.meals > 0)).cast("int64")
    return found.mutate(
        subject_key=found.person_id,
        score=capped(ibis.literal(0.6) + found.days * 0.05 + found.meals * 0.05 + both * 0.1),
    ).drop("person_id")


def _overlaps(taken: ir.Table, days: int) -> ir.Table:
    """Trips of one person to different places that share more than the day of connection."""
    before = ibis.window(
        group_by=taken.person_id, order_by=[taken.from_on, taken.trip_id], preceding=(None, 1)
    )
    clash = taken.mutate(last_to=taken.to_on.max().over(before))
    clash = clash.filter(days_between(clash.from_on, clash.last_to) >= days)
    mine = taken.semi_join(clash, "person_id")
    other = mine.select("person_id", "from_on", "to_on", "destination", "trip_id")
    pairs = mine.inner_join(other.view(), "person_id", rname="other_{name}")
    pairs = pairs.filter(pairs.trip_id != pairs.other_trip_id, pairs.destination != pairs.other_destination)
    start = ibis.greatest(pairs.from_on, pairs.other_from_on)
    shared = days_between(start, ibis.least(pairs.to_on, pairs.other_to_on))
    pairs = pairs.mutate(overlap=shared, first=start).filter(shared >= days)
    return pairs.group_by("person_id", "trip_id", "name", "amount").agg(
        overlap=pairs.overlap.max(), first=pairs.first.min(), host_id=ibis.null("string")
    )


def _at_home(taken: ir.Table, hosts: ir.Table) -> ir.Table:
    """Receptions in another place on a day between departure and return."""
    meals = hosts.select("person_id", "host_id", "day", "city")
    met = taken.inner_join(meals, "person_id")
    met = met.filter(met.from_on < met.day, met.day < met.to_on, met.city != met.destination)
    return met.select(
        "person_id",
        "trip_id",
        "name",
        "amount",
        overlap=ibis.literal(0, "int64"),
        first=met.day,
        host_id=met.host_id,
    )


WHO = "11010119700101001X"
NAMES = "trip_id person_id name destination from_on to_on amount state"
HOSTS = "host_id person_id day city"


def _trip(number: str, to: str, start: str, end: str, state: str | None = None) -> dict[str, object]:
    return rows(NAMES, (number, WHO, "甲", to, start, end, 1000, state))[0]


MODEL = Model(
    code="M35",
    words=Words("差旅行程重叠", "Trips that overlap"),
    area=Area.SPENDING,
    subject=Subject.PERSON,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "同一人同时在两地出差，或出差期间又在本地陪餐",
        "One person on two trips at once, or host at home while away",
    ),
    basis=(
        Words("《中央和国家机关差旅费管理办法》及地方办法：据实报销", "Trips are paid as they were made"),
    ),
    inputs={"trips": TRIPS, "hosts": RECEPTION_HOSTS},
    optional=("hosts",),
    parameters=(whole("days", "重叠天数", "Days shared at least", 1, 1, 10, unit="天"),),
    evidence=(
        Evidence("overlaps", Words("重叠行程数", "Trips that overlap"), unit="次"),
        Evidence("days", Words("最长重叠", "Longest overlap"), unit="天"),
        Evidence("meals", Words("出差期间本地陪餐", "Receptions at home"), unit="次"),
        Evidence("amount", Words("涉及报销金额", "Amount reimbursed"), unit="元"),
        Evidence(
            "first",
            Words("首个重叠日", "First day"),
        ),
    ),
    sentence=Words(
        "{subject_name}有{overlaps}次行程互相重叠（最长{days}天），出差期间在本地陪餐{meals}次，"
        "涉及报销{amount}元，始于{first}。",
        "{subject_name}: {overlaps} trips overlap (up to {days} days), {meals} receptions at home while "
        "away; ¥{amount} reimbursed, from {first}.",
    ),
    to_check=Words(
        "核对车票、住宿实名记录与考勤；查出差审批单；问陪餐名单由谁填写。",
        "Tickets, hotel records, attendance; approvals; who wrote the list of hosts.",
    ),
    false_positives=(CHANGED, CONNECTION, SIGNED_FOR),
    notes=Words(
        "一次行程的返回日与另一次的出发日为同一天不算重叠；目的地相同的两张报销单不算；陪餐只看出发与返回之间的"
        "日子。两地距离与交通时间需要地理数据，本模型不判断。",
        "A return and a departure on one day do not overlap, nor two papers for one place; receptions "
        "count on days strictly between. Travelling time between places needs a map and is not judged.",
    ),
    hits=hits,
    cases=(
        Case(
            "in two places, and host at home",
            rows={
                "trips": [
                    _trip("t1", "甲市", "2024-03-04", "2024-03-08"),
                    _trip("t2", "乙市", "2024-03-06", "2024-03-10"),
                ],
                "hosts": rows(
                    HOSTS, ("h1", WHO, "2024-03-05", "示例县"), ("h2", WHO, "2024-03-20", "示例县")
                ),
            },
            hits={
                WHO: {
                    "overlaps": 2,
                    "days": 2,
                    "meals": 1,
                    "amount": 2000,
                    "keys": {"trips": ("t1", "t2"), "hosts": ("h1",)},
                }
            },
        ),
        Case(
            "one journey after the other",
            rows={
                "trips": [
                    _trip("t1", "甲市", "2024-03-04", "2024-03-06"),
                    _trip("t2", "乙市", "2024-03-06", "2024-03-08"),
                ],
                "hosts": rows(HOSTS, ("h1", WHO, "2024-03-08", "示例县")),
            },
            innocent="connection",
        ),
        Case(
            "the first journey was cancelled",
            rows={
                "trips": [
                    _trip("t1", "甲市", "2024-03-04", "2024-03-08", "cancelled"),
                    _trip("t2", "乙市", "2024-03-05", "2024-03-09"),
                ]
            },
            innocent="changed",
        ),
    ),
)
