"""The letter that asks for a list, and the letter that chases it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.documents import Annex, Block, DocumentTemplate, Official, Paragraph, Table
from mingcha.prepare.briefs.models import ListRequest
from mingcha.prepare.briefs.permissions import asks
from mingcha.prepare.papers.models import ROUND
from mingcha.prepare.papers.queries import filled

KINDS = {"policy": "政策清单", "duty": "职能清单", "information": "信息清单"}
COLUMNS = {
    "policy": ("序号", "单位", "文件名称", "条款", "对该单位的任务要求"),
    "duty": ("序号", "单位", "职责", "依据", "重点岗位"),
    "information": ("序号", "单位", "事项", "涉及人员", "时间", "情况说明", "可信程度"),
}


def is_sent(request: ListRequest) -> str | None:
    return None if request.sent_on else _("The request has not been sent yet.")


def is_late(request: ListRequest) -> str | None:
    """A chasing letter is written for what waits, once it was chased in the system."""
    if request.status in ListRequest.WAITING and request.chased_times:
        return None
    return _("The letter is drawn up once the department has been chased and has not answered.")


def _organisations(request: ListRequest) -> list[str]:
    tasks = request.tasks.select_related("organisation").order_by("organisation__code")
    return [task.organisation.name for task in tasks]


def _day(day: object) -> str:
    return f"{day:%Y}年{day:%-m}月{day:%-d}日"


def _title(request: ListRequest) -> str:
    """As the template says it; requests older than templates have the standard words."""
    title = request.template.title if request.template else f"关于提供{KINDS[request.kind]}的函"
    return filled(title, {ROUND: request.round.name})


def build_request(request: ListRequest) -> Official:
    """A letter with the organisations, what is asked, and the empty form as its annex."""
    names, kind, office = _organisations(request), KINDS[request.kind], request.office.name
    opening = (
        f"根据{request.round.name}工作安排，请贵单位提供有关党组织{request.period}的情况，逐条填写《{kind}》，"
        f"于{_day(request.due_on)}前通过系统反馈。没有有关情况的，请注明。"
    )
    blocks: list[Block] = [
        Paragraph(opening),
        Paragraph(f"涉及单位：{'、'.join(names)}。"),
        Paragraph("需要提供的内容："),
        Paragraph(request.items),
        Paragraph("以上内容仅用于巡察工作，请严格保密，指定专人办理。"),
    ]
    columns = COLUMNS[request.kind]
    rows = [(str(place), name, *[""] * (len(columns) - 2)) for place, name in enumerate(names, start=1)]
    return Official(
        issuer=office,
        kind="letter",
        title=_title(request),
        addressee=request.body.name,
        blocks=blocks,
        annexes=[Annex(kind, [Table(columns, rows)])],
        signer=office,
        signed_on=request.sent_on,
        marking="work_secret",
    )


def build_chaser(request: ListRequest) -> Official:
    kind, office = KINDS[request.kind], request.office.name
    asked = (
        f"我办于{_day(request.sent_on)}请贵单位提供{kind}，要求于{_day(request.due_on)}前反馈，至今未收到。"
    )
    if request.status == ListRequest.Status.RETURNED:
        asked = f"我办已请贵单位补充{kind}，要求于{_day(request.due_on)}前反馈，至今未收到。"
    return Official(
        issuer=office,
        kind="letter",
        title=f"关于催报{kind}的函",
        addressee=request.body.name,
        blocks=[
            Paragraph(asked),
            Paragraph("为保证巡察进驻前准备工作按时完成，请收到本函后尽快反馈；确有困难的，请书面说明原因。"),
        ],
        signer=office,
        signed_on=request.chased_on,
        marking="work_secret",
    )


def _series(request: ListRequest) -> str:
    return f"list-letter/{request.office_id}/{(request.sent_on or request.due_on).year}"


TEMPLATES = [
    DocumentTemplate(
        name="list_request",
        title=_l("Letter asking for a list"),
        model=ListRequest,
        build=build_request,
        who=asks,
        series=_series,
        number="巡察办函〔{year}〕{no}号",
        needs=(is_sent,),
    ),
    DocumentTemplate(
        name="list_chaser",
        title=_l("Chasing letter"),
        model=ListRequest,
        build=build_chaser,
        who=asks,
        series=_series,
        number="巡察办函〔{year}〕{no}号",
        needs=(is_late,),
    ),
]
