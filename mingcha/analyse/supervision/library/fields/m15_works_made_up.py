"""M15: farmland works billed but not built: idle wells, short quantities, a manager who works elsewhere."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.fields import (
    FIELD_BILLS,
    FIELD_PROJECTS,
    FIELD_WELLS,
    METER_READINGS,
)
from mingcha.analyse.datasets.contracts.people import SOCIAL_INSURANCE
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
from mingcha.analyse.supervision.portable import beside, capped, keys, months_between, ratio, yuan
from mingcha.foundation.words import Words

SEASONAL = FalsePositive("seasonal", Words("机井季节性闲置", "Wells idle out of season"))
OTHER_METER = FalsePositive(
    "other_meter", Words("机井接在他户或村集体电表上", "The well runs on someone else's meter")
)
WET_YEAR = FalsePositive("wet_year", Words("当年雨水充足未启用", "A wet year: no need to water"))
BRANCH = FalsePositive("branch", Words("社保由分公司或代理机构缴纳", "Insured through a branch or agency"))


def hits(
    projects: ir.Table,
    bills: ir.Table,
    wells: ir.Table,
    readings: ir.Table,
    insurance: ir.Table,
    *,
    months: int,
    built: float,
) -> ir.Table:
    """One row for each project with any of the three signs."""
    found = beside(projects, _idle(wells, readings, months), "project_id")
    found = beside(found, _short(bills, built), "project_id")
    found = beside(found, _insured_elsewhere(projects, insurance), "project_id")
    found = found.filter(found.idle.notnull() | found.short.notnull() | found.payer.notnull())
    strength = (
        ibis.ifelse(found.idle.notnull(), 0.2, 0.0)
        + ibis.ifelse(found.short.notnull(), 0.25, 0.0)
        + ibis.ifelse(found.payer.notnull(), 0.15, 0.0)
    )
    return found.select(
        "winner",
        "lowest",
        "payer",
        "keys_wells",
        "keys_bills",
        "keys_insurance",
        idle=found.idle.fill_null(0),
        short=found.short.fill_null(0),
        amount=found.amount.fill_null(0).cast("decimal(18, 2)"),
        subject_key=found.project_id,
        subject_name=found.project,
        score=capped(strength + 0.35),
    )


def _idle(wells: ir.Table, readings: ir.Table, months: int) -> ir.Table:
    """Wells with a meter of their own that has drawn no power for so long, up to the last month read."""
    metered = wells.filter(wells.meter.notnull())
    used = readings.filter(readings.used > 0).group_by("meter").agg(last=lambda one: one.month.max())
    both = beside(metered, used, "meter").cross_join(readings.agg(end=readings.month.max()))
    old = months_between(both.built_on, both.end) >= months
    idle = both.filter(old & (both["last"].isnull() | (months_between(both["last"], both.end) >= months)))
    return idle.group_by("project_id").agg(idle=idle.count(), keys_wells=keys(idle.well_id))


def _short(bills: ir.Table, built: float) -> ir.Table:
    """Items of which less was measured than was billed."""
    short = bills.filter(bills.built < bills.billed * built)
    return short.group_by("project_id").agg(
        short=short.count(),
        lowest=ratio(short.built, short.billed).min(),
        amount=yuan(short.amount.sum()),
        keys_bills=keys(short.bill_id),
    )


def _insured_elsewhere(projects: ir.Table, insurance: ir.Table) -> ir.Table:
    """Projects whose manager was insured during the works, but never by the winner."""
    asked = projects.filter(projects.winner_code.notnull()).select(
        "project_id", "winner_code", "started_on", "accepted_on", person_id=projects.manager_id
    )
    paid = insurance.select("pay_id", "person_id", "payer_code", "payer", "month").inner_join(
        asked, "person_id"
    )
    during = (months_between(paid.started_on, paid.month) >= 0) & (
        paid.accepted_on.isnull() | (paid.month <= paid.accepted_on)
    )
    paid = paid.filter(during)
    by_winner = paid.filter(paid.payer_code == paid.winner_code)
    others = paid.anti_join(by_winner, "project_id")
    return others.group_by("project_id").agg(payer=others.payer.max(), keys_insurance=keys(others.pay_id))


MANAGER = "110101195001010010"
WINNER, OTHER = "91990101MA0000001A", "91990101MA0000002B"
PROJECTS = "project_id project winner_code winner manager_id started_on accepted_on"
WON = rows(PROJECTS, ("X1", "甲镇项目", WINNER, "示例公司", MANAGER, "2023-03-01", "2023-11-30"))
BILLS = "bill_id project_id item billed built amount"
WELLS = "well_id project_id meter built_on"
READINGS = "reading_id meter month used"
INSURED = "pay_id person_id payer_code payer month"
MODEL = Model(
    code="M15",
    words=Words("高标准农田工程虚报", "Farmland works billed but not built"),
    area=Area.FIELDS,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "机井连续十二个月无用电、竣工测量量不足结算量九成五、项目经理社保不在中标单位的项目",
        "Wells without power for twelve months, less built than billed, a manager insured elsewhere",
    ),
    basis=(
        Words(
            "高标准农田建设质量管理和竣工验收规定：按实际完成工程量结算，建成设施应能正常使用",
            "Works are paid as built and must be fit for use when accepted",
        ),
        Words(
            "《建筑工程施工发包与承包违法行为认定查处管理办法》：项目负责人未与承包单位建立劳动关系的，"
            "属挂靠、转包情形",
            "A manager not employed by the contractor is a mark of works passed on",
        ),
    ),
    inputs={
        "projects": FIELD_PROJECTS,
        "bills": FIELD_BILLS,
        "wells": FIELD_WELLS,
        "readings": METER_READINGS,
        "insurance": SOCIAL_INSURANCE,
    },
    optional=("bills", "wells", "readings", "insurance"),
    parameters=(
        whole("months", "机井无用电月数", "Months without power", 12, 6, 60, unit="月"),
        share("built", "竣工量占结算量", "Share built of what is billed", 0.95, 0.5, 1.0),
    ),
    evidence=(
        Evidence("winner", Words("中标单位", "Winner")),
        Evidence("idle", Words("无用电机井数", "Wells without power"), unit="眼"),
        Evidence("short", Words("工程量不足的分项数", "Items built short")),
        Evidence("lowest", Words("最低完成比例", "Lowest share built"), share=True),
        Evidence("amount", Words("不足分项的结算金额", "Billed for those items"), unit="元"),
        Evidence("payer", Words("项目经理社保单位", "Who insures the manager")),
    ),
    sentence=Words(
        "{subject_name}（{winner}）：{idle}眼机井长期无用电，{short}个分项竣工量不足（结算{amount}元），"
        "项目经理社保单位：{payer}。",
        "{subject_name} ({winner}): {idle} wells without power, {short} items built short (billed "
        "¥{amount}), "
        "manager insured by: {payer}.",
    ),
    to_check=Words(
        "到现场数机井、量渠路；对竣工图和结算书；查监理日志与验收签字；查项目经理劳动合同和工资由谁发。",
        "Count wells and measure canals; compare as-built map and bill; the supervisor's log; who pays "
        "the manager.",
    ),
    false_positives=(SEASONAL, OTHER_METER, WET_YEAR, BRANCH),
    hits=hits,
    cases=(
        Case(
            "all three",
            rows={
                "projects": WON,
                "bills": rows(
                    BILLS, ("b1", "X1", "渠道", 1000.0, 940.0, 500_000), ("b2", "X1", "道路", 10.0, 10.0, 1)
                ),
                "wells": rows(WELLS, ("w1", "X1", "E1", "2023-10-01"), ("w2", "X1", "E2", "2023-10-01")),
                "readings": rows(
                    READINGS,
                    ("r1", "E1", "2024-12-01", 30.0),
                    ("r2", "E1", "2025-12-01", 0.0),
                    ("r3", "E2", "2025-01-01", 1.0),
                ),
                "insurance": rows(INSURED, ("i1", MANAGER, OTHER, "另一公司", "2023-05-01")),
            },
            hits={
                "X1": {
                    "idle": 1,
                    "short": 1,
                    "lowest": 0.94,
                    "amount": 500_000,
                    "payer": "另一公司",
                    "score": 0.95,
                    "keys": {"wells": ("w1",), "bills": ("b1",), "insurance": ("i1",)},
                }
            },
        ),
        Case(
            "a meter the power company never read",
            rows={
                "projects": WON,
                "wells": rows(WELLS, ("w1", "X1", "E9", "2023-10-01")),
                "readings": rows(READINGS, ("r1", "E1", "2025-12-01", 5.0)),
            },
            hits={"X1": {"idle": 1, "short": 0, "payer": None, "score": 0.55}},
        ),
        Case(
            "built to nineteen twentieths, the manager insured by the winner for one month of the works",
            rows={
                "projects": WON,
                "bills": rows(BILLS, ("b1", "X1", "渠道", 1000.0, 950.0, 500_000)),
                "insurance": rows(
                    INSURED,
                    ("i1", MANAGER, OTHER, "另一公司", "2023-02-01"),
                    ("i2", MANAGER, WINNER, "示例公司", "2023-03-01"),
                    ("i3", MANAGER, OTHER, "另一公司", "2023-12-01"),
                ),
            },
        ),
        Case(
            "watered in spring only",
            rows={
                "projects": WON,
                "wells": rows(WELLS, ("w1", "X1", "E1", "2023-10-01")),
                "readings": rows(READINGS, ("r1", "E1", "2025-03-01", 80.0), ("r2", "E1", "2025-12-01", 0.0)),
            },
            innocent="seasonal",
        ),
        Case(
            "no meter of its own",
            rows={
                "projects": WON,
                "wells": rows(WELLS, ("w1", "X1", None, "2023-10-01")),
                "readings": rows(READINGS, ("r1", "E1", "2025-12-01", 5.0)),
            },
            innocent="other_meter",
        ),
    ),
    notes=Words(
        "十二个月算到用电表里的最后一个月；建成不足十二个月的井不判。"
        "没有独立表号的井不判（可能接在他户表上）；"
        "有表号而供电公司没有读数的，按无用电算。项目经理在施工期没有任何社保记录的不判。",
        "Twelve months run up to the last month in the readings; younger wells are not judged, nor wells "
        "without "
        "a meter of their own. A meter that the company has never read counts as unused. A manager "
        "without any "
        "insurance during the works is not judged.",
    ),
)
