"""M30: building begun before the tender was announced or the permit given."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.tenders import TENDERS
from mingcha.analyse.datasets.contracts.works import WORK_LOGS, WORKS
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
from mingcha.analyse.supervision.portable import capped, days_between, keys
from mingcha.foundation.words import Words

RESCUE_WORKS = FalsePositive("rescue_works", Words("抢险救灾等紧急工程", "Rescue works"))
SURVEY = FalsePositive(
    "survey", Words("地质勘察、测量或施工准备", "Ground survey, or preparing the site only")
)


def _due(works: ir.Table, tenders: ir.Table) -> ir.Table:
    """Works but for rescues, with the day the tender was announced and the day of the permit."""
    noticed = tenders.group_by("tender_id").agg(noticed_on=tenders.noticed_on.min())
    ordinary = works.filter(~works.rescue.fill_null(False))
    columns = ("project_id", "project", "owner", "company", "tender_id", "permitted_on")
    due = ordinary.select(*columns).left_join(noticed, "tender_id")
    last = ibis.greatest(
        ibis.coalesce(due.noticed_on, due.permitted_on), ibis.coalesce(due.permitted_on, due.noticed_on)
    )
    return due.select(*columns, "noticed_on", due_on=last).filter(lambda table: table.due_on.notnull())


def hits(works: ir.Table, logs: ir.Table, tenders: ir.Table, *, grace: int) -> ir.Table:
    """One row for each works: first day of building, and how many days before notice and permit."""
    building = logs.filter(logs.kind == "build").select("log_id", "project_id", "day")
    early = building.inner_join(_due(works, tenders), "project_id")
    early = early.filter(days_between(early.day, early.due_on) > grace)
    found = early.group_by("project_id").agg(
        subject_name=early.project.max(),
        owner=early.owner.max(),
        company=early.company.max(),
        tender_id=early.tender_id.max(),
        started_on=early.day.min(),
        noticed_on=early.noticed_on.max(),
        permitted_on=early.permitted_on.max(),
        logs=early.log_id.nunique(),
        keys_logs=keys(early.log_id),
    )
    notice = days_between(found.started_on, found.noticed_on)
    permit = days_between(found.started_on, found.permitted_on)
    found = found.mutate(
        before_notice=ibis.ifelse(notice > 0, notice, 0), before_permit=ibis.ifelse(permit > 0, permit, 0)
    )
    untendered = (found.before_notice > grace).cast("int64")
    long = (found.logs >= 5).cast("int64")
    return found.select(
        "subject_name",
        "owner",
        "company",
        "started_on",
        "noticed_on",
        "permitted_on",
        "before_notice",
        "before_permit",
        "logs",
        "keys_logs",
        subject_key=found.project_id,
        score=capped(ibis.literal(0.6) + untendered * 0.2 + long * 0.1),
        keys_works=ibis.array([found.project_id]),
        keys_tenders=ibis.array([found.tender_id]),
    )


LOG = "log_id project_id day kind"
WORK = "project_id project tender_id permitted_on"
TENDER = {"tenders": rows("tender_id noticed_on", ("T1", "2025-03-01"))}
MODEL = Model(
    code="M30",
    words=Words("先开工后招标、未批先建", "Building before tender or permit"),
    area=Area.WORKS,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "施工日志显示的开工日早于招标公告日或施工许可日",
        "Site logs that begin before the notice or the permit",
    ),
    basis=(
        Words(
            "招标投标法第四条：不得规避招标；建筑法第七条：开工前应当领取施工许可证",
            "Law on tendering art. 4: tenders may not be evaded; law on building art. 7: no building "
            "without permit",
        ),
    ),
    inputs={"works": WORKS, "logs": WORK_LOGS, "tenders": TENDERS},
    optional=("tenders",),
    parameters=(whole("grace", "宽限天数", "Days of grace", 0, 0, 60, unit="天"),),
    evidence=(
        Evidence("owner", Words("建设单位", "Owner")),
        Evidence("company", Words("施工单位", "Contractor")),
        Evidence("started_on", Words("实际开工", "Started on")),
        Evidence("noticed_on", Words("招标公告", "Notice published on")),
        Evidence("permitted_on", Words("施工许可", "Permitted on")),
        Evidence("before_notice", Words("早于公告天数", "Days before the notice"), unit="天"),
        Evidence("before_permit", Words("早于许可天数", "Days before the permit"), unit="天"),
        Evidence("logs", Words("提前施工日志", "Logs before"), unit="篇"),
    ),
    sentence=Words(
        "“{subject_name}”（{owner}）{started_on}已开工，招标公告{noticed_on}、施工许可{permitted_on}，"
        "提前施工日志{logs}篇，施工单位{company}。",
        "“{subject_name}” ({owner}) was begun on {started_on}; the notice is of {noticed_on}, the permit of "
        "{permitted_on}; {logs} logs before; contractor {company}.",
    ),
    to_check=Words(
        "对照影像、材料进场、监理记录确认实际开工；查谁允许先进场、招标是否走过场。",
        "Compare pictures, deliveries and the supervisor's notes; ask who let them in before the tender.",
    ),
    false_positives=(RESCUE_WORKS, SURVEY),
    hits=hits,
    notes=Words(
        "只看“主体施工”日志。许可日期为空的不作未批先建处理：小额工程免领，公路水利另有批复，空白多为未填。",
        "Only logs of building count. An empty permit is no sign: small works need none, roads and "
        "water works "
        "have other papers, and blanks are mostly not filled in.",
    ),
    cases=(
        Case(
            "building before the notice",
            rows={
                "works": rows(WORK, ("W1", "某路", "T1", "2025-05-01")),
                "logs": rows(
                    LOG,
                    ("l0", "W1", "2025-01-10", "survey"),
                    ("l1", "W1", "2025-02-27", "build"),
                    ("l2", "W1", "2025-04-30", "build"),
                    ("l3", "W1", "2025-05-01", "build"),
                ),
            }
            | TENDER,
            hits={
                "W1": {
                    "before_notice": 2,
                    "before_permit": 63,
                    "logs": 2,
                    "score": 0.8,
                    "keys": {"works": ("W1",), "logs": ("l1", "l2"), "tenders": ("T1",)},
                }
            },
        ),
        Case(
            "after the notice, before the permit; no tender known",
            rows={
                "works": rows(WORK, ("W1", "某路", "T1", "2025-05-01"), ("W2", "某桥", None, "2025-05-01")),
                "logs": rows(LOG, ("l1", "W1", "2025-04-30", "build"), ("l2", "W2", "2025-04-30", "build")),
            }
            | TENDER,
            hits={"W1": {"before_notice": 0, "before_permit": 1}, "W2": {"before_permit": 1, "score": 0.6}},
        ),
        Case(
            "on the day itself, and nothing known of permit and notice",
            rows={
                "works": rows(WORK, ("W1", "某路", "T1", "2025-02-01"), ("W2", "某桥", None, None)),
                "logs": rows(LOG, ("l1", "W1", "2025-03-01", "build"), ("l2", "W2", "2020-01-01", "build")),
            }
            | TENDER,
        ),
        Case(
            "rescue works",
            rows={
                "works": rows(WORK + " rescue", ("W1", "堤防抢险", "T1", "2025-05-01", True)),
                "logs": rows(LOG, ("l1", "W1", "2025-01-01", "build")),
            }
            | TENDER,
            innocent="rescue_works",
        ),
        Case(
            "survey and preparation",
            rows={
                "works": rows(WORK, ("W1", "某路", "T1", "2025-05-01")),
                "logs": rows(
                    LOG, ("l1", "W1", "2025-01-01", "survey"), ("l2", "W1", "2025-02-01", "prepare")
                ),
            }
            | TENDER,
            innocent="survey",
        ),
    ),
)
