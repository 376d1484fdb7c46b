"""M34: official receptions against the rules."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.holidays import HOLIDAYS
from mingcha.analyse.datasets.contracts.spending import RECEPTION_LETTERS, RECEPTIONS
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
from mingcha.analyse.supervision.library.daysoff import with_day_off
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, yuan
from mingcha.foundation.words import Words

DUTY_MEAL = FalsePositive("duty_meal", Words("加班值班工作餐", "Meals of staff on duty"))
FOREIGN = FalsePositive(
    "foreign", Words("外事或商务接待，另有标准", "Foreign or business guests, under other rules")
)
WEEKEND_WORK = FalsePositive("weekend_work", Words("休息日确有公务来访", "The visit was on a day off"))
LETTER_AFTER = FalsePositive("letter_after", Words("公函后补", "The letter came later"))
REASONS = ("day_off", "no_letter", "letter_twice", "not_sent", "in_a_row", "hosts_over", "fee_over")


def hits(
    receptions: ir.Table, letters: ir.Table, holidays: ir.Table, *, few: int, hosts_few: int, least: int
) -> ir.Table:
    """One row for each unit: how many receptions are doubtful, for which reason."""
    every = with_day_off(receptions, holidays)
    kind = ibis.coalesce(every.kind, "work")
    every = every.mutate(is_work=kind == "work", is_duty=kind == "duty", letter=every.letter_no.nullif(""))
    every = _with_letters(_with_uses(_with_earlier(every)), letters)
    too_many = ibis.ifelse(every.visitors <= few, every.hosts > hosts_few, every.hosts * 3 > every.visitors)
    heads = ratio(every.fee, every.visitors + every.hosts)
    marked = every.mutate(
        day_off=every.is_work & every.is_off & ~ibis.coalesce(every.announced, False),
        no_letter=every.is_work & every.letter.isnull(),
        letter_twice=every.is_work & (every.uses > 1),
        not_sent=every.is_work & every.letter.notnull() & every.unsent,
        in_a_row=ibis.coalesce(every.invoice - every.earlier_invoice == 1, False)
        & (every.day != every.earlier_day),
        hosts_over=every.is_work & too_many,
        fee_over=heads > every.standard.cast("float64"),
    )
    return _by_unit(marked.mutate(**{name: ibis.coalesce(marked[name], False) for name in REASONS}), least)


def _with_uses(receptions: ir.Table) -> ir.Table:
    """How many receptions of the unit name the same letter."""
    uses = receptions.filter(receptions.letter.notnull())
    uses = uses.group_by("unit", "letter").agg(uses=uses.count())
    return receptions.left_join(uses, ["unit", "letter"]).drop("unit_right", "letter_right")


def _with_earlier(receptions: ir.Table) -> ir.Table:
    """The invoice before each, of the same place to the same unit, by number."""
    digits = receptions.invoice_no.re_extract(r"([0-9]{1,9})$", 1).nullif("")
    numbered = receptions.mutate(invoice=digits.cast("int64"))
    order = ibis.window(
        group_by=[numbered.unit, numbered.place], order_by=[numbered.invoice, numbered.reception_id]
    )
    return numbered.mutate(
        earlier_invoice=numbered.invoice.lag().over(order), earlier_day=numbered.day.lag().over(order)
    )


def _with_letters(receptions: ir.Table, letters: ir.Table) -> ir.Table:
    """Whether a letter announced that day, and whether the register knows no such letter of that sender.

    Units that handed in no register are not judged by it.
    """
    sent = letters.group_by("unit", "letter_no").agg(
        sender=letters.sender.min(), visit_from=letters.visit_from.min(), visit_to=letters.visit_to.max()
    )
    sent = sent.rename(letter="letter_no", letter_unit="unit")
    registers = letters.select(register_unit="unit").distinct()
    joined = receptions.left_join(
        sent, [receptions.unit == sent.letter_unit, receptions.letter == sent.letter]
    )
    joined = joined.drop("letter_right")
    joined = joined.left_join(registers, joined.unit == registers.register_unit)
    until = ibis.coalesce(joined.visit_to, joined.visit_from)
    other = joined.sender.isnull() | (joined.visitor_unit != joined.sender)
    return joined.mutate(
        announced=(joined.visit_from <= joined.day) & (joined.day <= until),
        unsent=joined.register_unit.notnull() & ibis.coalesce(other, False),
    )


def _by_unit(marked: ir.Table, least: int) -> ir.Table:
    doubtful = marked.filter(ibis.or_(*(marked[name] for name in REASONS)))
    found = doubtful.group_by("unit").agg(
        receptions=doubtful.count(),
        amount=yuan(doubtful.fee.sum()),
        keys_receptions=keys(doubtful.reception_id),
        **{name: doubtful[name].cast("int64").sum() for name in REASONS},
    )
    found = found.filter(found.receptions >= least)
    reasons = sum(((found[name] > 0).cast("int64") for name in REASONS), ibis.literal(0))
    return found.mutate(
        subject_key=found.unit,
        subject_name=found.unit,
        score=capped(ibis.literal(0.5) + reasons * 0.08 + ratio(found.receptions, ibis.literal(100))),
    ).drop("unit")


RULES = Words("《党政机关国内公务接待管理规定》", "Rules on official receptions within the country")
LETTER = "letter_no unit sender visit_from visit_to"
UNIT, WORKDAY, SATURDAY = "示例局", "2024-03-06", "2024-03-09"


def _meal(number: str, day: str, **other: object) -> dict[str, object]:
    given = {
        "kind": "work",
        "place": "示例饭店",
        "letter_no": f"函{number}",
        "visitor_unit": "来访局",
        "visitors": 5,
        "hosts": 3,
        "fee": 800,
        "standard": 100,
    }
    return {"reception_id": number, "unit": UNIT, "day": day, **given, **other}


MODEL = Model(
    code="M34",
    words=Words("公务接待违规", "Receptions against the rules"),
    area=Area.SPENDING,
    subject=Subject.UNIT,
    severity=Severity.MEDIUM,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "休息日接待、无公函或一函多用、函不在收文登记、连号发票、陪餐超员、人均超标准的接待",
        "Receptions on days off, without a letter of their own, by invoices in a row, with too many hosts",
    ),
    basis=(RULES,),
    inputs={"receptions": RECEPTIONS, "letters": RECEPTION_LETTERS, "holidays": HOLIDAYS},
    optional=("letters", "holidays"),
    parameters=(
        whole("few", "少数来宾的上限", "Few visitors are up to", 10, 5, 20, unit="人", source=RULES),
        whole("hosts_few", "陪餐人数上限", "Hosts of few visitors", 3, 1, 10, unit="人", source=RULES),
        whole("least", "起报笔数", "Receptions at least", 1, 1, 20, unit="笔"),
    ),
    evidence=(
        Evidence("receptions", Words("异常接待笔数", "Doubtful receptions"), unit="笔"),
        Evidence("amount", Words("涉及金额", "Amount"), unit="元"),
        Evidence("day_off", Words("休息日", "On days off"), unit="笔"),
        Evidence("no_letter", Words("无公函", "Without a letter"), unit="笔"),
        Evidence("letter_twice", Words("一函多用", "Letter used again"), unit="笔"),
        Evidence("not_sent", Words("函与登记不符", "Letter not as registered"), unit="笔"),
        Evidence("in_a_row", Words("发票连号", "Invoices in a row"), unit="笔"),
        Evidence("hosts_over", Words("陪餐超员", "Too many hosts"), unit="笔"),
        Evidence("fee_over", Words("人均超标准", "Over the standard"), unit="笔"),
    ),
    sentence=Words(
        "{subject_name}有{receptions}笔接待异常，共{amount}元：休息日{day_off}笔、无公函{no_letter}笔、一函多用"
        "{letter_twice}笔、函与登记不符{not_sent}笔、发票连号{in_a_row}笔、陪餐超员{hosts_over}笔、超标准{fee_over}笔。",
        "{subject_name}: {receptions} doubtful receptions, ¥{amount}: {day_off} on days off, {no_letter} "
        "without a letter, {letter_twice} by one letter, {not_sent} by a letter not registered, {in_a_row} "
        "invoices in a row, {hosts_over} with too many hosts, {fee_over} over the standard.",
    ),
    to_check=Words(
        "核对公函、接待清单、菜单与发票；向来函单位核实是否来访；查饭店后厨单和付款记录。",
        "Letters, lists, menus and invoices; ask the visitors' unit; the restaurant's records.",
    ),
    false_positives=(DUTY_MEAL, FOREIGN, WEEKEND_WORK, LETTER_AFTER),
    notes=Words(
        "来宾不超过10人时陪餐不超过3人，超过10人时不超过来宾的三分之一。外事、商务接待不看公函、陪餐和休息日，"
        "工作餐只看标准；收文登记中写明当日来访的，不算休息日接待。没有交收文登记的单位不核对公函。"
        "公函后补数据上无法区分。",
        "Up to 10 visitors 3 hosts, above that a third. Foreign and business guests are judged by "
        "standard and invoices only. A registered visit on that day excuses a day off. Letters written "
        "later look the same.",
    ),
    hits=hits,
    cases=(
        Case(
            "a day off, no letter, too many hosts, too dear",
            rows={
                "receptions": [
                    _meal("r1", SATURDAY),
                    _meal("r2", WORKDAY, letter_no=None),
                    _meal("r3", WORKDAY, hosts=4, fee=900),
                    _meal("r4", WORKDAY, fee=801),
                ]
            },
            hits={
                UNIT: {
                    "receptions": 4,
                    "amount": 3301,
                    "day_off": 1,
                    "no_letter": 1,
                    "hosts_over": 1,
                    "fee_over": 1,
                    "keys": {"receptions": ("r1", "r2", "r3", "r4")},
                }
            },
        ),
        Case(
            "one letter for two meals, a letter nobody sent, invoices in a row",
            rows={
                "receptions": [
                    _meal("r1", WORKDAY, letter_no="函1"),
                    _meal("r2", "2024-03-07", letter_no="函1"),
                    _meal("r3", "2024-03-08", letter_no="函3"),
                    _meal("r4", "2024-03-11", letter_no="函4", invoice_no="00000120"),
                    _meal("r5", "2024-03-18", letter_no="函5", invoice_no="00000121"),
                ],
                "letters": rows(
                    LETTER,
                    ("函1", UNIT, "来访局", WORKDAY, "2024-03-07"),
                    ("函4", UNIT, "来访局", "2024-03-11", None),
                    ("函5", UNIT, "来访局", "2024-03-18", None),
                ),
            },
            hits={UNIT: {"letter_twice": 2, "not_sent": 1, "in_a_row": 1, "receptions": 4}},
        ),
        Case(
            "just within the rules",
            rows={
                "receptions": [
                    _meal("r1", WORKDAY),
                    _meal("r2", "2024-03-07", visitors=12, hosts=4, fee=1600),
                    _meal("r3", "2024-03-11", invoice_no="00000120"),
                    _meal("r4", "2024-03-18", invoice_no="00000122"),
                ]
            },
        ),
        Case(
            "a meal on duty",
            rows={"receptions": [_meal("r1", SATURDAY, kind="duty", letter_no=None, visitors=0, hosts=8)]},
            innocent="duty_meal",
        ),
        Case(
            "foreign guests",
            rows={"receptions": [_meal("r1", SATURDAY, kind="foreign", letter_no=None, hosts=5, fee=1000)]},
            innocent="foreign",
        ),
        Case(
            "a visit announced for the Saturday",
            rows={
                "receptions": [_meal("r1", SATURDAY)],
                "letters": rows(LETTER, ("函r1", UNIT, "来访局", "2024-03-08", "2024-03-10")),
            },
            innocent="weekend_work",
        ),
    ),
)
