"""M13: changes seen on permanent basic farmland, not approved and left open."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.farmland import BASIC_FARMLAND_CHANGES, LAND_APPROVALS
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
from mingcha.analyse.supervision.portable import beside, capped, days_between, keys, total
from mingcha.foundation.words import Words

FACILITY = FalsePositive("facility", Words("已备案的设施农业用地", "A farm building duly filed"))
TEMPORARY = FalsePositive("temporary", Words("批准期内的临时用地", "Temporary use within its term"))
SOLAR = FalsePositive("solar", Words("依法认定的光伏复合项目", "A solar project lawfully recognised"))


def hits(changes: ir.Table, approvals: ir.Table, *, area: float, days: int) -> ir.Table:
    """One row for each patch: area changed without approval, and how long it has stood open."""
    until = changes.closed_on.coalesce(changes.ledger_on)
    late = changes.filter(changes.area > area).mutate(open_days=days_between(changes.found_on, until))
    late = late.filter(late.open_days > days)
    asked = late.select("patch_id", "found_on")
    given = approvals.rename(granted="area").inner_join(asked, "patch_id")
    valid = (given.approved_on <= given.found_on) & (given.until.isnull() | (given.until >= given.found_on))
    summed = given.group_by("patch_id").agg(
        approved=total(given.granted, where=valid), keys_approvals=keys(given.approval_id)
    )
    found = beside(late, summed, "patch_id")
    found = found.mutate(approved=found.approved.fill_null(0.0))
    found = found.mutate(unapproved=found.area - found.approved).filter(lambda one: one.unapproved > area)
    still = ibis.ifelse(found.closed_on.isnull(), 0.1, 0.0)
    return found.select(
        "village",
        "change",
        "unit",
        "unapproved",
        "approved",
        "open_days",
        "found_on",
        "closed_on",
        "keys_approvals",
        changed=found.area,
        subject_key=found.patch_id,
        subject_name=found.village,
        score=capped(still + 0.5 + ibis.least(found.unapproved, 10.0) * 0.03),
        keys_changes=ibis.array([found.patch_id]),
    )


CHANGES = "patch_id village change area found_on closed_on ledger_on"
APPROVALS = "approval_id patch_id kind area approved_on until"
OPEN = ("T1", "示例村", "推填土", 5.0, "2025-01-10", None, "2025-06-30")


def _lawful(kind: str, until: str | None = None) -> dict[str, list[dict[str, object]]]:
    """The open patch with one approval of four mu and a half from the year before."""
    return {
        "changes": rows(CHANGES, OPEN),
        "approvals": rows(APPROVALS, ("A1", "T1", kind, 4.5, "2024-06-01", until)),
    }


MODEL = Model(
    code="M13",
    words=Words("永久基本农田变化图斑未处置", "Changes on basic farmland left open"),
    area=Area.FARMLAND,
    subject=Subject.ASSET,
    severity=Severity.HIGH,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "占用永久基本农田超过一亩、无审批备案、下发后超期未销号的变化图斑",
        "Changes of more than a mu on basic farmland, not approved, not closed in time",
    ),
    basis=(
        Words(
            "《土地管理法》第三十五条：永久基本农田任何单位和个人不得擅自占用或者改变其用途",
            "Land Administration Law art. 35: nobody may take or change basic farmland of their own accord",
        ),
        Words("《基本农田保护条例》第十五条、第十七条", "Regulation on basic farmland, arts. 15 and 17"),
    ),
    inputs={"changes": BASIC_FARMLAND_CHANGES, "approvals": LAND_APPROVALS},
    optional=("approvals",),
    parameters=(
        share("area", "占用面积", "Area changed", 1.0, 0.1, 100.0, unit="亩"),
        whole("days", "处置期限", "Days to deal with it", 30, 1, 365, unit="天"),
    ),
    evidence=(
        Evidence("village", Words("村（社区）", "Village")),
        Evidence("change", Words("变化类型", "Change")),
        Evidence("unit", Words("责任单位", "Responsible unit")),
        Evidence("changed", Words("占用面积", "Area changed"), unit="亩"),
        Evidence("approved", Words("已批准面积", "Area approved"), unit="亩"),
        Evidence("unapproved", Words("未批面积", "Area not approved"), unit="亩"),
        Evidence("open_days", Words("未销号天数", "Days open"), unit="天"),
        Evidence("found_on", Words("下发日期", "Found on")),
        Evidence("closed_on", Words("销号日期", "Closed on")),
    ),
    sentence=Words(
        "{village}永久基本农田图斑{subject_key}（{change}，{changed}亩）于{found_on}下发，"
        "未批{unapproved}亩，"
        "{open_days}天未销号。",
        "Patch {subject_key} on basic farmland of {village} ({change}, {changed} mu), found on {found_on}: "
        "{unapproved} mu not approved, open for {open_days} days.",
    ),
    to_check=Words(
        "现场看占用现状；查批文、备案及批准范围；查执法部门是否立案、为何未销号。",
        "See the land; the approvals and what they cover; whether a case was opened, and why it stands open.",
    ),
    false_positives=(FACILITY, TEMPORARY, SOLAR),
    hits=hits,
    cases=(
        Case(
            "still open when the ledger was drawn, approved only afterwards",
            rows={
                "changes": rows(CHANGES, OPEN),
                "approvals": rows(APPROVALS, ("A1", "T1", "construction", 5.0, "2025-03-01", None)),
            },
            hits={
                "T1": {
                    "unapproved": 5.0,
                    "open_days": 171,
                    "score": 0.75,
                    "keys": {"changes": ("T1",), "approvals": ("A1",)},
                }
            },
        ),
        Case(
            "closed in the end, but late; part of it approved",
            rows={
                "changes": rows(
                    CHANGES, ("T1", "示例村", "建房", 5.0, "2025-01-10", "2025-02-10", "2025-06-30")
                ),
                "approvals": rows(APPROVALS, ("A1", "T1", "agriculture", 2.0, "2024-06-01", None)),
            },
            hits={"T1": {"unapproved": 3.0, "open_days": 31, "score": 0.59}},
        ),
        Case(
            "a temporary use past its term",
            rows=_lawful("temporary", "2024-12-31"),
            hits={"T1": {"approved": 0.0}},
        ),
        Case(
            "on the thirtieth day, and one mu exactly",
            rows={
                "changes": rows(
                    CHANGES,
                    ("T1", "示例村", "建房", 5.0, "2025-01-10", "2025-02-09", "2025-06-30"),
                    ("T2", "示例村", "建房", 1.0, "2025-01-10", None, "2025-06-30"),
                )
            },
        ),
        Case("a farm building on file", rows=_lawful("agriculture"), innocent="facility"),
        Case("a temporary use in its term", rows=_lawful("temporary", "2025-12-31"), innocent="temporary"),
        Case("a solar project", rows=_lawful("solar"), innocent="solar"),
    ),
    notes=Words(
        "“未处置”算到销号日，未销号的算到台账截止日期，不用当天日期。批准须早于图斑下发，事后补批不抵；"
        "部分批准只抵批准的面积。",
        "Days run to the day closed, or to the day the ledger was drawn: never to today. An approval "
        "counts if "
        "given before the change was found, and only for its own area.",
    ),
)
