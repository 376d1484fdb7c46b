"""M10: days of meals or care claimed for the dead and the absent, and for more people than there are."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.elderly import ABSENCES, CARE_CLAIMS, CARE_HEADCOUNTS
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
from mingcha.analyse.supervision.parameters import share, whole
from mingcha.analyse.supervision.portable import capped, days_between, days_in_month, keys, yuan
from mingcha.foundation.words import Words

PROXY = FalsePositive("proxy_pickup", Words("家属代领餐食，有登记", "Meals fetched by a registered proxy"))
DATA_LAG = FalsePositive(
    "data_lag", Words("登记滞后、月内进出造成的少量差异", "Small differences of late entries or turnover")
)
ONE = ["unit", "person_id", "month", "kind"]


def _claimed(claims: ir.Table) -> ir.Table:
    """Days by unit, person, month and kind of service: meals and service may fall on one day."""
    return claims.group_by(*ONE).agg(days=claims.days.sum().cast("int64"), proxy=claims.proxy.max())


def _away(claimed: ir.Table, absences: ir.Table) -> ir.Table:
    """Days in hospital or elsewhere in the month; a registered proxy may fetch meals meanwhile."""
    bound = claimed.filter(claimed.proxy.isnull() | (claimed.kind != "meals"))
    gone = bound.select(*ONE).inner_join(absences.select("person_id", "from_on", "to_on"), "person_id")
    starts = ibis.greatest(days_between(gone.month, gone.from_on), 0)
    ends = ibis.least(days_between(gone.month, gone.to_on), days_in_month(gone.month) - 1)
    gone = gone.mutate(away=ends - starts + 1)
    return gone.filter(gone.away > 0).group_by(*ONE).agg(away=gone.away.sum().cast("int64"))


def _over(claimed: ir.Table, deaths: ir.Table, away: ir.Table, slack: int) -> ir.Table:
    """Whose days claimed are more than the days they were alive and in place, and by how many."""
    dead = deaths.group_by("person_id").agg(died_on=deaths.died_on.min())
    known = claimed.left_join(dead, "person_id").drop("person_id_right")
    known = known.left_join(away, ONE)
    known = known.select(*ONE, "days", "died_on", away=ibis.coalesce(known.away, 0))
    alive = ibis.greatest(days_between(known.month, known.died_on) + 1, 0)
    alive = ibis.ifelse(known.died_on.isnull(), 31, alive)
    able = ibis.greatest(ibis.least(alive, days_in_month(known.month)) - known.away, 0)
    known = known.mutate(excess=known.days - able, dead=(known.died_on < known.month).fill_null(False))
    return known.filter(known.excess > slack).select(*ONE, "excess", "dead")


def _people(claims: ir.Table, over: ir.Table) -> ir.Table:
    """By unit: how many persons, days and yuan that concerns."""
    days = over.group_by("unit").agg(excess_days=over.excess.sum().cast("int64"))
    behind = claims.inner_join(over, ONE)
    sums = behind.group_by("unit").agg(
        persons=behind.person_id.nunique(),
        after_death=behind.person_id.nunique(where=behind.dead),
        amount=yuan(ibis.coalesce(behind.amount.sum(), 0)),
        keys_claims=keys(behind.claim_id),
    )
    return sums.inner_join(days, "unit")


def _heads(claims: ir.Table, headcounts: ir.Table, tolerance: float) -> ir.Table:
    """By unit: the months in which more people were claimed for than belong to it."""
    claimed = claims.group_by("unit", "month").agg(claimed=claims.person_id.nunique())
    both = claimed.inner_join(
        headcounts.select("unit", "month", "count_id", there="persons"), ["unit", "month"]
    )
    both = both.filter(both.claimed.cast("float64") > both.there.cast("float64") * (tolerance + 1.0))
    return both.group_by("unit").agg(
        months_over=both.month.nunique(),
        most_over=(both.claimed - both.there).max(),
        keys_headcounts=keys(both.count_id),
    )


def hits(
    claims: ir.Table,
    deaths: ir.Table,
    absences: ir.Table,
    headcounts: ir.Table,
    *,
    slack: int,
    tolerance: float,
) -> ir.Table:
    """One row for each unit: days claimed that cannot be, and months with too many people."""
    claims = claims.mutate(kind=ibis.coalesce(claims.kind, "meals"))
    claimed = _claimed(claims)
    people = _people(claims, _over(claimed, deaths, _away(claimed, absences), slack))
    heads = _heads(claims, headcounts, tolerance)
    units = ibis.union(people.select("unit"), heads.select("unit"), distinct=True)
    found = units.left_join(people, "unit").drop("unit_right")
    found = found.left_join(heads, "unit").drop("unit_right")
    counts = ("persons", "after_death", "excess_days", "months_over", "most_over", "amount")
    found = found.fill_null(dict.fromkeys(counts, 0))
    score = found.persons * 0.02 + found.after_death * 0.1 + found.months_over * 0.03 + 0.55
    return found.mutate(
        subject_key=found.unit, subject_name=found.unit, amount=yuan(found.amount), score=capped(score)
    ).drop("unit")


CLAIM = "claim_id unit person_id month kind days amount proxy"
AWAY = "absence_id person_id from_on to_on"
SITE = "示例助餐点"
FEBRUARY = ("c1", SITE, "w1", "2024-02-01", "meals", 29, 290, None)
MODEL = Model(
    code="M10",
    words=Words("养老就餐、服务补助虚高", "Inflated days of meals and care"),
    area=Area.ELDERLY,
    subject=Subject.UNIT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "申领天数多于老人在世、在场的天数；申领人数多于机构在册人数",
        "More days claimed than people were alive and in place; more people than a unit has",
    ),
    basis=(
        Words(
            "养老助餐、服务补助按实际服务人次结算",
            "Meals and care are paid for by the days really served",
        ),
    ),
    inputs={"claims": CARE_CLAIMS, "deaths": DEATHS, "absences": ABSENCES, "headcounts": CARE_HEADCOUNTS},
    optional=("deaths", "absences", "headcounts"),
    parameters=(
        whole("slack", "容差天数", "Days of slack", 3, 0, 15, unit="天"),
        share("tolerance", "人数容差", "Tolerance of heads", 0.1, 0.0, 1.0),
    ),
    evidence=(
        Evidence("persons", Words("天数不实的人数", "Persons with too many days"), unit="人"),
        Evidence("after_death", Words("其中死亡后仍申领", "Of them after death"), unit="人"),
        Evidence("excess_days", Words("多报天数", "Days too many"), unit="天"),
        Evidence("amount", Words("涉及申领金额", "Amount of these claims"), unit="元"),
        Evidence("months_over", Words("人数超在册的月份", "Months with too many people"), unit="个月"),
        Evidence("most_over", Words("最多超出人数", "Most people too many"), unit="人"),
    ),
    sentence=Words(
        "{subject_name}为{persons}人多报{excess_days}天（死亡后{after_death}人），涉及{amount}元；"
        "{months_over}个月申领人数超过在册人数，最多超{most_over}人。",
        "{subject_name} claimed {excess_days} days too many for {persons} persons ({after_death} after "
        "death), ¥{amount}; in {months_over} months for more people than it has, by up to {most_over}.",
    ),
    to_check=Words(
        "调取刷卡、人脸就餐记录与监控；抽查代领登记；问老人及家属是否就餐；清点在册人数。",
        "Card and face records and cameras; the proxies' book; ask the elderly; count who is there.",
    ),
    false_positives=(PROXY, DATA_LAG),
    notes=Words(
        "按机构报。死亡当日计入在世；住院、外出首尾两日都算不在场，由三天容差抵消。登记了代领人的助餐不看是否在场，但死亡"
        "后仍看。助餐与居家服务分别计天。人数容差一成，为月内进出。",
        "By unit. The day of death is lived; both ends of an absence are absent, which the three days of "
        "slack make up for. Meals with a registered proxy are not held against absence, but are against "
        "death. Meals and service are counted apart. A tenth more people is let pass for turnover.",
    ),
    hits=hits,
    cases=(
        Case(
            "a full February for a man in hospital, March for a dead woman",
            rows={
                "claims": rows(
                    CLAIM,
                    FEBRUARY,
                    ("c2", SITE, "w2", "2024-03-01", None, 20, 200, "丙"),
                    ("c3", SITE, "w3", "2024-03-01", "service", 20, 100, None),
                ),
                "absences": rows(AWAY, ("a1", "w1", "2024-01-20", "2024-02-05")),
                "deaths": rows("person_id died_on", ("w2", "2024-02-28")),
            },
            hits={
                SITE: {
                    "persons": 2,
                    "after_death": 1,
                    "excess_days": 25,
                    "amount": 490,
                    "months_over": 0,
                    "keys": {"claims": ("c1", "c2"), "headcounts": ()},
                }
            },
        ),
        Case(
            "twelve claimed for ten",
            rows={
                "claims": [
                    row
                    for one in range(12)
                    for row in rows(CLAIM, (f"c{one}", SITE, f"w{one}", "2024-02-01", "meals", 20, 200, None))
                ],
                "headcounts": rows("count_id unit month persons", ("n1", SITE, "2024-02-01", 10)),
            },
            hits={
                SITE: {
                    "months_over": 1,
                    "most_over": 2,
                    "persons": 0,
                    "keys": {"claims": (), "headcounts": ("n1",)},
                }
            },
        ),
        Case(
            "meals fetched by the daughter",
            rows={
                "claims": rows(CLAIM, (*FEBRUARY[:7], "丁")),
                "absences": rows(AWAY, ("a1", "w1", "2024-02-02", "2024-02-25")),
            },
            innocent="proxy_pickup",
        ),
        Case(
            "died three days before the end, and eleven for ten",
            rows={
                "claims": [
                    *rows(CLAIM, FEBRUARY),
                    *(
                        row
                        for one in range(2, 12)
                        for row in rows(
                            CLAIM, (f"c{one}", SITE, f"w{one}", "2024-02-01", "meals", 9, 90, None)
                        )
                    ),
                ],
                "deaths": rows("person_id died_on", ("w1", "2024-02-26")),
                "headcounts": rows("count_id unit month persons", ("n1", SITE, "2024-02-01", 10)),
            },
            innocent="data_lag",
        ),
    ),
)
