"""M31: changes beyond a tenth of the contract, split below the line of approval, settlements far above."""

from decimal import Decimal
from typing import Any

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.works import WORK_CHANGES, WORKS
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
from mingcha.analyse.supervision.parameters import money, share, whole
from mingcha.analyse.supervision.portable import capped, keys, ratio, yuan
from mingcha.foundation.words import Words

DESIGN_ERROR = FalsePositive(
    "design_error", Words("设计错漏，经原审批部门批准", "A mistake of design, the change approved")
)
FORCE_MAJEURE = FalsePositive(
    "force_majeure", Words("不可抗力，经原审批部门批准", "Force majeure, the change approved")
)


def _changes(changes: ir.Table, line: Decimal, near: float) -> ir.Table:
    """Per works: changes that nobody's approval explains, those just below the line, and what is "
    "explained."""
    excused = changes.reason.isin(["design", "force"]) & (changes.approval_no.fill_null("") != "")
    marked = changes.mutate(excused=excused.fill_null(False))
    part = ratio(marked.amount, ibis.literal(line))
    below = ~marked.excused & (part >= near) & (part < 1)
    return marked.group_by("project_id").agg(
        changes=marked.count(where=~marked.excused),
        changed=marked.amount.sum(where=~marked.excused),
        explained=marked.amount.sum(where=marked.excused),
        split=marked.count(where=below),
        keys_changes=keys(marked.change_id, where=~marked.excused),
    )


def _shown(found: ir.Table) -> ir.Table:
    """The hit as it is told."""
    return found.select(
        "owner",
        "company",
        "contract_amount",
        "changes",
        "changed",
        "changed_share",
        "split",
        "settlement",
        "over_contract",
        "over_budget",
        "keys_changes",
        subject_key=found.project_id,
        subject_name=found.project,
        score=capped(ibis.literal(0.4) + found.signs * 0.15),
        keys_works=ibis.array([found.project_id]),
    )


def hits(works: ir.Table, changes: ir.Table, **given: Any) -> ir.Table:
    """One row for each works: what was changed, split, and paid above contract and budget."""
    none = ibis.literal(0).cast("decimal(18, 2)")
    known = works.filter(works.contract_amount > 0).left_join(
        _changes(changes, given["line"], given["near"]), "project_id"
    )
    known = known.mutate(
        changes=known.changes.fill_null(0),
        changed=yuan(ibis.coalesce(known.changed, none)),
        split=known.split.fill_null(0),
        owed=yuan(known.settlement - ibis.coalesce(known.explained, none)),
    )
    found = known.mutate(
        changed_share=ratio(known.changed, known.contract_amount),
        over_contract=ratio(known.owed - known.contract_amount, known.contract_amount),
        over_budget=ratio(known.owed - known.budget, known.budget),
    )
    signs = [
        found.changed_share > given["most"],
        found.split >= given["times"],
        found.over_contract > given["over"],
        found.over_budget > given["over"],
    ]
    found = found.mutate(signs=sum(one.fill_null(False).cast("int64") for one in signs))
    found = found.filter(found.signs > 0)
    return _shown(found)


WORK = "project_id project contract_amount settlement budget"
CHANGE = "change_id project_id amount reason approval_no"
MODEL = Model(
    code="M31",
    words=Words("工程变更过多、拆分与超概", "Changes, splits and overruns"),
    area=Area.WORKS,
    subject=Subject.PROJECT,
    severity=Severity.MEDIUM,
    standing=Standing.PRACTICE,
    looks_for=Words(
        "变更超过合同一成、多笔变更恰低于审批限额、结算超合同或概算一成以上的工程",
        "Works with changes above a tenth, several changes just below the line, or settlements a tenth above",
    ),
    basis=(
        Words(
            "政府投资条例第二十三条：投资原则上不得超过经核定的投资概算",
            "Regulation on government investment art. 23: investment shall not exceed the approved budget",
        ),
    ),
    inputs={"works": WORKS, "changes": WORK_CHANGES},
    optional=("changes",),
    parameters=(
        share("most", "变更占合同比例", "Share of changes", 0.1, 0.01, 1),
        share("over", "结算超出比例", "Settlement above by", 0.1, 0.01, 1),
        money("line", "变更审批限额", "Line of approval", 500_000, 10_000, 10_000_000),
        share("near", "接近限额比例", "Near the line", 0.8, 0.5, 1),
        whole("times", "接近限额笔数", "Changes near the line", 3, 2, 20, unit="笔"),
    ),
    evidence=(
        Evidence("owner", Words("建设单位", "Owner")),
        Evidence("company", Words("施工单位", "Contractor")),
        Evidence("contract_amount", Words("合同金额", "Contract sum"), unit="元"),
        Evidence("changes", Words("变更笔数", "Changes"), unit="笔"),
        Evidence("changed", Words("变更金额", "Changed"), unit="元"),
        Evidence("changed_share", Words("变更占合同", "Share of the contract"), share=True),
        Evidence("split", Words("接近限额的变更", "Changes near the line"), unit="笔"),
        Evidence("settlement", Words("结算金额", "Settlement"), unit="元"),
        Evidence("over_contract", Words("超合同比例", "Above the contract by"), share=True),
        Evidence("over_budget", Words("超概算比例", "Above the budget by"), share=True),
    ),
    sentence=Words(
        "“{subject_name}”合同{contract_amount}元，变更{changes}笔{changed}元（占{changed_share}，"
        "接近限额{split}笔），"
        "结算{settlement}元，超合同{over_contract}、超概算{over_budget}。",
        "“{subject_name}”: contract ¥{contract_amount}, {changes} changes of ¥{changed} "
        "({changed_share}; {split} "
        "near the line), settled at ¥{settlement}, {over_contract} above the contract, {over_budget} "
        "above budget.",
    ),
    to_check=Words(
        "查变更的必要性与现场实物量；看同一事由是否拆分签证；查概算调整批复。",
        "See whether changes were needed and built; whether one cause was split; who approved the overrun.",
    ),
    false_positives=(DESIGN_ERROR, FORCE_MAJEURE),
    hits=hits,
    notes=Words(
        "设计错漏、不可抗力且有原审批部门批复的变更不计，并从结算中扣除；没有批复的照计，因为事由人人会写。",
        "Changes for mistakes of design or force majeure count as explained, and are taken off the "
        "settlement, only "
        "with an approval's number: the reason alone is easily written.",
    ),
    cases=(
        Case(
            "changes above a tenth, three near the line, settlement above",
            rows={
                "works": rows(WORK, ("W1", "某路", 10_000_000, 11_300_000, 12_000_000)),
                "changes": rows(
                    CHANGE,
                    ("c1", "W1", 400_000, "site", None),
                    ("c2", "W1", 450_000, "owner", None),
                    ("c3", "W1", 499_000, "force", None),
                ),
            },
            hits={
                "W1": {
                    "changes": 3,
                    "changed": 1_349_000,
                    "changed_share": 0.1349,
                    "split": 3,
                    "over_contract": 0.13,
                    "score": 0.85,
                    "keys": {"works": ("W1",), "changes": ("c1", "c2", "c3")},
                }
            },
        ),
        Case(
            "a settlement above contract and budget",
            rows={"works": rows(WORK, ("W1", "某路", 1_000_000, 1_101_000, 1_000_000))},
            hits={"W1": {"over_budget": 0.101, "changes": 0, "score": 0.7}},
        ),
        Case(
            "a tenth exactly, two near the line, one on it",
            rows={
                "works": rows(WORK, ("W1", "某路", 14_000_000, 15_400_000, 15_000_000)),
                "changes": rows(
                    CHANGE,
                    ("c1", "W1", 400_000, "site", None),
                    ("c2", "W1", Decimal("499999.99"), "site", None),
                    ("c3", "W1", 500_000, "site", None),
                    ("c4", "W1", Decimal("0.01"), "site", None),
                ),
            },
        ),
        Case(
            "a mistake of design",
            rows={
                "works": rows(WORK, ("W1", "某路", 10_000_000, 12_000_000, 11_000_000)),
                "changes": rows(CHANGE, ("c1", "W1", 2_000_000, "design", "示批〔2025〕1号")),
            },
            innocent="design_error",
        ),
        Case(
            "a flood",
            rows={
                "works": rows(WORK, ("W1", "某路", 10_000_000, 12_000_000, None)),
                "changes": rows(CHANGE, ("c1", "W1", 2_000_000, "force", "示批〔2025〕2号")),
            },
            innocent="force_majeure",
        ),
    ),
)
