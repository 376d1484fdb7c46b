"""M16: village assets let too cheaply, for too long, for more land than written, or without the rent "
"coming in."""

from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.village import VILLAGE_CONTRACTS, VILLAGE_DUES
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
from mingcha.analyse.supervision.portable import beside, capped, days_between, keys, ratio, yuan
from mingcha.foundation.words import Words

HISTORICAL = FalsePositive("historical", Words("历史遗留合同", "A contract of long ago"))
PUBLIC = FalsePositive("public", Words("公益用途，经民主决策减免", "For public benefit, reduced by decision"))
IN_KIND = FalsePositive("in_kind", Words("以实物或劳务抵租", "Paid in kind"))
POOR_LAND = FalsePositive("poor_land", Words("地力、位置差，价低合理", "Poor land or place: a fair price"))
LONG_KINDS = ("forest", "wasteland")  # these may lawfully be let for longer than 20 years


def _shown(found: ir.Table, signs: dict[str, Any]) -> ir.Table:
    """The hit as it is told; each sign adds its weight."""
    strength: Any = ibis.literal(0.4)
    for name, (_sign, weight) in signs.items():
        strength = strength + ibis.ifelse(found[name], weight, 0.0)
    count = sum((found[name].cast("int64") for name in signs), start=ibis.literal(0))
    return found.select(
        "village",
        "lessee",
        "unit_rent",
        "median",
        "years",
        "area",
        "mapped",
        signs=count,
        unpaid=ibis.ifelse(found.unpaid, found.owed, 0).cast("decimal(18, 2)"),
        keys_dues=ibis.ifelse(found.unpaid, found.keys_dues, ibis.null("array<string>")),
        keys_contracts=ibis.array([found.contract_id]),
        subject_key=found.contract_id,
        subject_name=found.asset.fill_null(""),
        score=capped(strength),
    )


def hits(
    contracts: ir.Table,
    dues: ir.Table,
    *,
    price: float,
    peers: int,
    years: int,
    overdue: int,
    gap: float,
    since: int,
) -> ir.Table:
    """One row for each contract with any of the four signs."""
    found = beside(_priced(contracts, peers, since), _unpaid(dues, overdue), "contract_id")
    judged = found.signed_on.year() >= since
    cheap = found.fair & (found.unit_rent < found.median * price)
    signs = {
        "cheap": (judged & cheap, 0.2),
        "long": (judged & found.kind.notin(LONG_KINDS) & (found.years > years), 0.1),
        "unpaid": (found.keys_dues.notnull() & ~found.in_kind.fill_null(False), 0.2),
        "wider": (judged & (found.mapped > found.area * (1 + gap)), 0.15),
    }
    found = found.mutate(**{name: sign.fill_null(False) for name, (sign, _weight) in signs.items()})
    found = found.filter(found.cheap | found.long | found.unpaid | found.wider)
    return _shown(found, signs)


def _priced(contracts: ir.Table, peers: int, since: int) -> ir.Table:
    """Contracts with their rent for a unit of area, and the median of such contracts in the town."""
    fair = (contracts.purpose.fill_null("business") != "public") & ~contracts.in_kind.fill_null(False)
    priced = contracts.mutate(unit_rent=ratio(contracts.rent, contracts.area), fair=fair)
    known = priced.filter(priced.fair & priced.unit_rent.notnull() & (priced.signed_on.year() >= since))
    middle = known.group_by("town", "kind").agg(median=known.unit_rent.median(), peers=known.count())
    return beside(priced, middle.filter(middle.peers >= peers), "town", "kind")


def _unpaid(dues: ir.Table, overdue: int) -> ir.Table:
    """What is still owed long after it was due, by contract."""
    received = dues.received.fill_null(0)
    late = dues.filter((received < dues.due) & (days_between(dues.due_on, dues.ledger_on) > overdue))
    owed = yuan((late.due - late.received.fill_null(0)).sum())
    return late.group_by("contract_id").agg(owed=owed, keys_dues=keys(late.due_id))


CONTRACTS = "contract_id village town asset kind area mapped rent years signed_on lessee purpose in_kind"
DUES = "due_id contract_id due_on due received received_on ledger_on"


def _pond(
    key: str = "C1", rent: int = 1000, years: float = 5.0, mapped: float = 10.0, **more: Any
) -> dict[str, Any]:
    """A pond of ten mu; 1,000 yuan a year is what the others pay."""
    values = (key, "示例村", "甲镇", "塘", "pond", 10.0, mapped, rent, years, "2020-01-01", "乙", None, None)
    return {**rows(CONTRACTS, values)[0], **more}


PEERS = [_pond(f"P{number}") for number in range(6)]
LATE = ("d1", "C1", "2025-01-01", 1000, None, None, "2025-06-30")
MODEL = Model(
    code="M16",
    words=Words("村集体合同低价、超期、未入账", "Village assets let cheaply, for long, unpaid"),
    area=Area.VILLAGE,
    subject=Subject.PROJECT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "租金低于同镇同类中位价七成、期限超二十年、应收九十天未入账、图上面积大于合同面积的合同",
        "Rent below seven tenths of the town's median, terms over 20 years, dues unpaid, more land than "
        "written",
    ),
    basis=(
        Words("《民法典》第七百零五条：租期不得超过二十年", "Civil Code art. 705: leases end at 20 years"),
        Words(
            "《农村集体经济组织法》：集体财产的承包、出租应当公开，收益归集体",
            "Law on rural collectives: letting is public and its income is the collective's",
        ),
    ),
    inputs={"contracts": VILLAGE_CONTRACTS, "dues": VILLAGE_DUES},
    optional=("dues",),
    parameters=(
        share("price", "低于中位价的比例", "Share of the median", 0.7, 0.1, 1.0),
        whole("peers", "中位价所需合同数", "Contracts needed for a median", 5, 3, 100, unit="份"),
        whole("years", "最长期限", "Longest term", 20, 1, 70, unit="年"),
        whole("overdue", "逾期天数", "Days overdue", 90, 1, 1000, unit="天"),
        share("gap", "图上面积多出比例", "Share of area beyond the contract", 0.05, 0.0, 1.0),
        whole("since", "只判此年起签订的合同", "Judge contracts signed from", 2012, 1980, 2100, unit="年"),
    ),
    evidence=(
        Evidence("village", Words("村（社区）", "Village")),
        Evidence("lessee", Words("承租方", "Lessee")),
        Evidence("unit_rent", Words("单位年租金", "Rent for a unit of area"), unit="元"),
        Evidence("median", Words("同镇同类中位价", "The town's median"), unit="元"),
        Evidence("years", Words("合同年限", "Term"), unit="年"),
        Evidence("area", Words("合同面积", "Area in the contract")),
        Evidence("mapped", Words("测绘面积", "Area on the map")),
        Evidence("unpaid", Words("逾期未入账", "Overdue"), unit="元"),
        Evidence("signs", Words("符合项数", "Signs")),
    ),
    sentence=Words(
        "{village}“{subject_name}”合同（{subject_key}，{lessee}）：单位租金{unit_rent}元，"
        "同镇同类中位价{median}元；"
        "期限{years}年；合同{area}、测绘{mapped}；逾期未入账{unpaid}元。",
        "{village}, {subject_name} ({subject_key}, let to {lessee}): ¥{unit_rent} a unit against a median of "
        "¥{median}; {years} years; {area} written, {mapped} mapped; ¥{unpaid} overdue.",
    ),
    to_check=Words(
        "查民主决策和招租公告；到现场量面积、看用途；查租金进了哪个账户；查承租方与村干部的关系。",
        "Was it decided and advertised; measure the land; which account took the rent; who the lessee is.",
    ),
    false_positives=(HISTORICAL, PUBLIC, IN_KIND, POOR_LAND),
    hits=hits,
    cases=(
        Case(
            "all four signs",
            rows={
                "contracts": [*PEERS, _pond(rent=690, years=21.0, mapped=11.0)],
                "dues": rows(DUES, LATE, ("d2", "C1", "2025-02-01", 500, 200, "2025-02-01", "2025-06-30")),
            },
            hits={
                "C1": {
                    "unit_rent": 69.0,
                    "median": 100.0,
                    "unpaid": 1300,
                    "signs": 4,
                    "score": 1.0,
                    "keys": {"contracts": ("C1",), "dues": ("d1", "d2")},
                }
            },
        ),
        Case(
            "at each threshold: seven tenths, twenty years, ninety days, a twentieth more",
            rows={
                "contracts": [*PEERS, _pond(rent=700, years=20.0, mapped=10.5)],
                "dues": rows(
                    DUES,
                    ("d1", "C1", "2025-04-01", 1000, None, None, "2025-06-30"),
                    ("d2", "C1", "2024-01-01", 1000, 1000, "2024-09-01", "2025-06-30"),
                ),
            },
        ),
        Case(
            "too few contracts to compare with; a wood may be let for seventy years",
            rows={"contracts": [*PEERS[:3], _pond(rent=100), _pond("C2", kind="forest", years=70.0)]},
        ),
        Case(
            "long ago, but the rent of this year is due",
            rows={
                "contracts": [*PEERS, _pond(rent=100, years=50.0, signed_on="1998-01-01")],
                "dues": rows(DUES, LATE),
            },
            hits={"C1": {"signs": 1, "unpaid": 1000, "score": 0.6}},
        ),
        Case(
            "signed before the year judged from",
            rows={"contracts": [*PEERS, _pond(rent=100, years=50.0, signed_on="2005-01-01")]},
            innocent="historical",
        ),
        Case(
            "a school's field",
            rows={"contracts": [*PEERS, _pond(rent=1, purpose="public")]},
            innocent="public",
        ),
        Case(
            "paid in rice",
            rows={"contracts": [*PEERS, _pond(rent=0, in_kind=True)], "dues": rows(DUES, LATE)},
            innocent="in_kind",
        ),
    ),
    notes=Words(
        "“片区中位价”取同乡镇、同类、当年起签订的合同单位租金的中位数，合同不足时不比价。林地、"
        "四荒地不判二十年。"
        "“价格差”按测绘面积大于合同面积判断，即少写的面积没有收租。已足额入账、只是晚到的不算。"
        "低价是常见审计做法，面积差的思路见于一篇博文，故整体按“惯例”计。",
        "The median is of rent by area over the town's contracts of that kind, if there are enough. Woods "
        "and "
        "wasteland may be let for longer. The gap is land mapped beyond what is written, for which no "
        "rent is "
        "asked. Rent that came late but in full is left out. The idea of the gap is from one weak source, "
        "so the "
        "model stands as practice.",
    ),
)
