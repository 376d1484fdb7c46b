"""The plan's seven-column table and the write-off form, as the organisation hands them in."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents import (
    Annex,
    DocumentTemplate,
    Fields,
    Heading,
    Official,
    Paragraph,
    Signature,
    Table,
)
from mingcha.resolve.rectification.models import Item, Plan
from mingcha.resolve.rectification.permissions import in_the_office, represents


def may_print(user: User, record: Plan | Item) -> bool:
    return represents(user, record) or in_the_office(user, record)


def _series(plan: Plan) -> str:
    year = (plan.adopted_on or timezone.localdate()).year
    return f"rectification-plan/{plan.organisation_id}/{year}"


def build_plan(plan: Plan) -> Official:
    """Domain forms, 整改方案: no., issue, goal, measures, leader, unit, date."""
    rows = [
        [
            str(item.order),
            item.text,
            item.goal,
            item.measures,
            item.leader,
            item.lead_dept,
            f"{item.due_on.year}年{item.due_on.month}月{item.due_on.day}日" if item.due_on else "",
        ]
        for item in plan.items.order_by("order")
    ]
    heads = ["序号", "问题", "整改目标", "整改措施", "责任领导", "责任单位", "完成时限"]
    name = plan.organisation.name
    return Official(
        issuer=name,
        title=f"{name}关于巡察反馈意见的整改方案",
        addressee=plan.office.name,
        blocks=[
            Paragraph(f"根据{plan.opinion.number or '巡察反馈意见'}，制定整改方案如下。"),
            Heading("总体要求"),
            Paragraph(plan.general or "坚决落实巡察整改主体责任，逐条整改、逐项销号。"),
            Heading("组织领导"),
            Paragraph(f"整改工作第一责任人：{plan.principal}。"),
        ],
        annexes=[Annex("整改任务清单", [Table(heads, rows, widths=(1, 4, 3, 4, 2, 2, 2))])],
        signer=name,
        signed_on=plan.adopted_on,
        words=(name,),
    )


def build_write_off(item: Item) -> Official:
    """The form on which an item is written off (销号审批表)."""
    steps = "\n".join(f"{step.on:%Y-%m-%d} {step.text}" for step in item.progress.all())
    return Official(
        kind="form",
        title="巡察整改事项销号审批表",
        blocks=[
            Fields(
                [
                    ("整改单位", item.organisation.name),
                    ("序号", item.order),
                    ("反馈问题", item.text),
                    ("整改措施", item.measures),
                    ("责任领导", item.leader),
                    ("责任单位", item.lead_dept),
                    ("完成情况", steps),
                    ("状态", item.get_status_display()),
                ]
            ),
            Signature("核查人", item.confirmed_by.full_name if item.confirmed_by else "", item.confirmed_on),
            Signature(
                "销号人", item.written_off_by.full_name if item.written_off_by else "", item.written_off_on
            ),
        ],
    )


TEMPLATES = [
    DocumentTemplate(
        name="rectification_plan",
        title=gettext_lazy("Rectification plan"),
        model=Plan,
        build=build_plan,
        who=may_print,
        series=_series,
        number="整改〔{year}〕{no}号",
    ),
    DocumentTemplate(
        name="write_off",
        title=gettext_lazy("Write-off form"),
        model=Item,
        build=build_write_off,
        who=may_print,
    ),
]
