"""The work plan and the handbook as official papers, and the opinion of the pre-review."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.documents import Block, DocumentTemplate, Heading, Official, Paragraph
from mingcha.prepare.plans.models import WorkPlan
from mingcha.prepare.plans.permissions import draws_up_opinion, draws_up_plan
from mingcha.prepare.plans.queries import paragraphs_of


def is_approved(plan: WorkPlan) -> str | None:
    return None if plan.approved_on else _("The paper is not approved yet.")


def build_plan(plan: WorkPlan) -> Official:
    """Each paragraph under its heading, with the office's red head."""
    blocks: list[Block] = []
    for one in paragraphs_of(plan.current):
        blocks += [Heading(one.heading), Paragraph(one.text)]
    office = plan.office.name
    return Official(
        issuer=office,
        title=plan.title,
        addressee="各巡察组",
        blocks=blocks,
        signer=office,
        signed_on=plan.sent_on or plan.approved_on,
        printed_by=office,
        printed_on=plan.sent_on or plan.approved_on,
        marking="work_secret",
        words=(plan.round.name,),
    )


def build_opinion(plan: WorkPlan) -> Official:
    """What the level above said: agreed, with its opinion and every comment and answer."""
    reviewer = plan.reviewer.name if plan.reviewer else f"{plan.office.name}领导小组"
    blocks: list[Block] = [
        Paragraph(f"你办报送的《{plan.title}》收悉。经审核，{'原则同意' if plan.opinion else '同意'}该方案。")
    ]
    if plan.opinion:
        blocks += [Heading("审核意见"), Paragraph(plan.opinion)]
    if comments := list(plan.comments.order_by("created_at")):
        blocks.append(Heading("逐段意见及答复"))
        for one in comments:
            lead = f"关于“{one.heading}”。" if one.heading else "关于全文。"
            blocks.append(Paragraph(f"{one.text}（答复：{one.answer or '未答复'}）", lead=lead))
    blocks.append(Paragraph("请据此做好进驻前各项准备。"))
    return Official(
        issuer=reviewer,
        kind="letter",
        title=f"关于{plan.title}的前置审核意见",
        addressee=plan.office.name,
        blocks=blocks,
        signer=reviewer,
        signed_on=plan.approved_on,
        marking="work_secret",
    )


def _year(plan: WorkPlan) -> int:
    return (plan.approved_on or timezone.localdate(plan.created_at)).year


TEMPLATES = [
    DocumentTemplate(
        name="work_plan",
        title=_l("Work plan or handbook"),
        model=WorkPlan,
        build=build_plan,
        who=draws_up_plan,
        series=lambda plan: f"work-plan/{plan.office_id}/{_year(plan)}",
        number="巡察办发〔{year}〕{no}号",
        needs=(is_approved,),
    ),
    DocumentTemplate(
        name="pre_review",
        title=_l("Opinion of the pre-review"),
        model=WorkPlan,
        build=build_opinion,
        who=draws_up_opinion,
        series=lambda plan: f"pre-review/{plan.reviewer_id or plan.office_id}/{_year(plan)}",
        number="前审〔{year}〕{no}号",
        needs=(is_approved,),
    ),
]
