"""The papers of this stage: working paper, fact confirmation sheet, list of papers, notice."""

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.findings.models import ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.permissions import issues_immediate
from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.inspections.permissions import in_office, in_team, staffs, works_on
from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents import (
    DocumentTemplate,
    Fields,
    Heading,
    Official,
    Paragraph,
    Signature,
    Table,
)


def _day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else "    年  月  日"


def _chinese(record: Any, name: str) -> str:
    """The Chinese label of a choice, whatever language the reader uses."""
    with translation.override("zh-hans"):
        return str(getattr(record, f"get_{name}_display")())


def _agents(paper: WorkingPaper) -> str:
    return "、".join(str(taking_part.user) for taking_part in paper.taking_part.select_related("user"))


def _amount(paper: WorkingPaper) -> str:
    return f"{paper.amount}万元" if paper.amount is not None else "不涉及"


def build_paper(paper: WorkingPaper) -> Official:
    """问题底稿: the problem, its three bases, the evidence, and the three signatures."""
    blocks = [
        Fields(
            [
                ("底稿编号", paper.number or f"(预){paper.pre_number}"),
                ("被巡察党组织", str(paper.organisation)),
                ("问题名称", paper.title),
                ("制作时间", _day(paper.made_on)),
                ("问题来源", _chinese(paper, "source")),
                ("涉及金额", _amount(paper)),
                ("涉及人员", paper.persons_named or "不涉及"),
                ("经办人", _agents(paper)),
            ]
        ),
        *_section("问题概述", paper.overview),
        *_section("发现过程", paper.discovery),
        *_section("事实依据", paper.facts),
        *_section("政策依据", paper.policy_basis),
        *_section("责任依据", paper.responsibility_basis),
        *_section("责任主体", paper.responsible),
        Heading("证据清单", numbered=False),
        _evidence_table(paper),
        *_section("与主要负责人沟通情况", paper.talk_with_principal),
        *_section("被巡察党组织意见", _opinion(paper)),
        *_section("组务会意见", paper.meeting_opinion),
        Signature("副组长复核", str(paper.reviewed_by or ""), paper.reviewed_on),
        Signature("组长审签", str(paper.signed_by or ""), paper.signed_on),
        Signature("巡察办备案", str(paper.filed_by or ""), paper.filed_on),
    ]
    return Official(kind="form", title="问题底稿", number=paper.number, blocks=blocks, marking="work_secret")


def _section(title: str, text: str) -> list[Heading | Paragraph]:
    return [Heading(title, numbered=False), Paragraph(text.strip() or "(无)")]


def _evidence_table(paper: WorkingPaper) -> Table:
    rows = [
        [str(no), item.title, _chinese(item, "kind"), item.page_range, item.digest[:16]]
        for no, item in enumerate(paper.evidence.all(), start=1)
    ]
    return Table(["序号", "证据名称", "种类", "页码", "摘要值(前16位)"], rows, widths=(1, 5, 2, 1.5, 3))


def _opinion(paper: WorkingPaper) -> str:
    if paper.organisation_opinion == WorkingPaper.Opinion.NONE:
        return ""
    said = _chinese(paper, "organisation_opinion")
    reason = f"理由:{paper.opinion_reason}" if paper.opinion_reason else ""
    signed = f"签字人:{paper.opinion_by}" if paper.opinion_by else f"未签字原因:{paper.opinion_refused}"
    return f"{said}。{reason}\n{signed}\n{_day(paper.opinion_on)}"


def build_confirmation(paper: WorkingPaper) -> Official:
    """事实确认单: what the organisation is asked to confirm, with room for its opinion."""
    asked = paper.organisation_opinion != WorkingPaper.Opinion.NONE
    opinion = _opinion(paper) if asked else "□同意    □部分同意    □不同意"
    return Official(
        kind="form",
        title="事实确认单",
        marking="work_secret",
        blocks=[
            Fields(
                [
                    ("预编号", paper.pre_number),
                    ("被巡察党组织", str(paper.organisation)),
                    ("问题名称", paper.title),
                    ("经办人", _agents(paper)),
                ]
            ),
            *_section("问题概述", paper.overview),
            *_section("事实", paper.facts),
            Fields([("被巡察党组织意见", opinion)], across=1, tall={"被巡察党组织意见": 4}),
            Signature("被巡察党组织签字(盖章)", paper.opinion_by, paper.opinion_on),
            Signature("经办人"),
            Signature("经办人"),
        ],
    )


def build_catalogue(inspection: Inspection) -> Official:
    """底稿目录: the signed papers of one inspection in the order of their numbers."""
    papers = WorkingPaper.objects.filter(inspection=inspection).signed().order_by("signed_on", "number")
    rows = [
        [str(no), paper.number, paper.title, str(paper.made_by), _day(paper.signed_on)]
        for no, paper in enumerate(papers.select_related("made_by"), start=1)
    ]
    return Official(
        kind="form",
        title="问题底稿目录",
        marking="work_secret",
        blocks=[
            Fields(
                [
                    ("被巡察党组织", str(inspection.organisation)),
                    ("轮次", str(inspection.round)),
                    ("巡察组", str(inspection.team)),
                    ("份数", str(len(rows))),
                ]
            ),
            Table(["序号", "编号", "问题名称", "制作人", "签批日期"], rows, widths=(1, 3, 5, 1.5, 2)),
            Signature("移交人"),
            Signature("接收人"),
        ],
    )


def build_notice(immediate: ImmediateRectification) -> Official:
    """立行立改通知书: approved by the leading group, with a receipt to be signed."""
    word = "巡视" if immediate.office.level in ("central", "province") else "巡察"
    act = _chinese(immediate, "kind")
    return Official(
        kind="letter",
        issuer=immediate.office.name,
        title=f"{act}通知书",
        addressee=immediate.organisation.party,
        blocks=[
            Paragraph(f"立行立改事项编号：{immediate.number}。"),
            Paragraph(f"{immediate.inspection.team}在{word}中发现你单位存在以下问题:"),
            Paragraph(immediate.issue),
            Paragraph(f"经{word}工作领导小组{_day(immediate.approved_on)}批准,请你单位按以下要求{act}:"),
            Paragraph(immediate.request),
            Paragraph(
                f"请于{_day(immediate.due_on)}前完成,并将结果和佐证材料报{word}组。{act}不代替后续集中整改。"
            ),
        ],
        signer=str(immediate.inspection.team),
        signed_on=immediate.issued_on or timezone.localdate(),
        printed_by=immediate.office.name,
    )


def _series(immediate: ImmediateRectification) -> str:
    """Notices are letters of the office: numbered by office and year."""
    on = immediate.issued_on or timezone.localdate()
    return f"immediate-notice/{immediate.office_id}/{on.year}"


def reads_paper(user: User, paper: WorkingPaper) -> bool:
    return works_on(user, paper) or staffs(user, paper)


def reads_catalogue(user: User, inspection: Inspection) -> bool:
    return in_team(user, inspection) or in_office(user, inspection)


def is_issued(immediate: ImmediateRectification) -> str | None:
    return None if immediate.number else _("The notice is drawn up once it has been issued.")


TEMPLATES = [
    DocumentTemplate("working_paper", _l("Working paper"), WorkingPaper, build_paper, reads_paper),
    DocumentTemplate(
        "fact_confirmation", _l("Confirmation of the facts"), WorkingPaper, build_confirmation, reads_paper
    ),
    DocumentTemplate(
        "paper_catalogue", _l("Catalogue of working papers"), Inspection, build_catalogue, reads_catalogue
    ),
    DocumentTemplate(
        "immediate_notice",
        _l("Notice to rectify at once"),
        ImmediateRectification,
        build_notice,
        issues_immediate,
        _series,
        "巡立改〔{year}〕{no}号",
        needs=(is_issued,),
    ),
]
