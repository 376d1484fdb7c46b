"""The papers of the stay on site: notice, announcement, talk record, list of files, prompt, comment."""

from datetime import date
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.inspections.models import Activity, Inspection, MidTermComment, Prompt
from mingcha.conduct.inspections.permissions import (
    gives_comment,
    gives_prompt,
    in_office,
    may_arrange,
    staffs,
    works_on,
)
from mingcha.conduct.inspections.workflow import has_announcement, has_entry_date
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
from mingcha.registry.bodies.models import Body

_PERSONAL_CLAIMS = "对不属于受理范围的个人诉求、涉法涉诉等问题，将按规定转交被巡察单位和有关部门认真处理。"


def day(on: date | None) -> str:
    """A day as official papers write it; open where it is not known."""
    return f"{on.year}年{on.month}月{on.day}日" if on else "    年  月  日"


def word_for(office: Body) -> str:
    """Provinces and the centre inspect as 巡视, cities and counties as 巡察."""
    return "巡视" if office.level in ("central", "province") else "巡察"


def chinese(record: Any, name: str) -> str:
    """The Chinese label of a choice, whatever language the reader uses."""
    with translation.override("zh-hans"):
        return str(getattr(record, f"get_{name}_display")())


def period(inspection: Inspection) -> str:
    return f"{day(inspection.planned_entry_on)}至{day(inspection.planned_leave_on)}"


def _series(name: str, dated: str = "") -> Any:
    """Numbered within office and year; `dated` is the field whose day the paper bears."""

    def series(record: Any) -> str:
        on = (getattr(record, dated) if dated else None) or timezone.localdate()
        return f"{name}/{record.office_id}/{on.year}"

    return series


# Notice and announcement


def build_notice(inspection: Inspection) -> Official:
    """巡察通知: sent before the team enters, with what the organisation must prepare."""
    office, word = inspection.office, word_for(inspection.office)
    kind = chinese(inspection.round, "kind")
    return Official(
        issuer=office.name,
        title=f"关于对{inspection.organisation.party}开展{kind}{word}的通知",
        addressee=inspection.organisation.party,
        blocks=[
            Paragraph(
                f"根据党内法规有关规定和{inspection.round}工作部署，{inspection.team}拟于"
                f"{day(inspection.planned_entry_on)}进驻你单位开展{kind}{word}。现将有关事项通知如下："
            ),
            Heading("进驻时间"),
            Paragraph(f"{period(inspection)}。"),
            Heading("准备事项"),
            *_preparations(word),
            Heading("工作要求"),
            Paragraph(
                f"请你单位主动接受监督，如实提供情况，支持配合{word}组开展工作，不得干扰、阻挠{word}工作，"
                "不得诬告、陷害他人。请指定联络员负责日常联系。"
            ),
        ],
        signer=office.name,
        signed_on=timezone.localdate(),
        printed_by=office.name,
        printed_on=timezone.localdate(),
    )


def _preparations(word: str) -> list[Paragraph]:
    return [
        Paragraph(
            "准备党组织工作汇报材料和专题汇报材料，问题部分一般不少于全文的百分之七十。", lead="汇报材料。"
        ),
        Paragraph(
            "提供领导班子成员、内设机构和下属单位名册，近三年有关会议记录、制度、账目等资料清单。",
            lead="资料清单。",
        ),
        Paragraph(f"安排{word}组办公、谈话场所和意见箱设置位置。", lead="工作场所。"),
        Paragraph(f"成立联络组，负责协调{word}组交办事项。", lead="联络人员。"),
    ]


def build_announcement(inspection: Inspection) -> Official:
    """巡察公告: who comes, until when, what is accepted and what is not, and by which channels."""
    office, word = inspection.office, word_for(inspection.office)
    return Official(
        issuer=office.name,
        title=f"{inspection.team}{word}{inspection.organisation.party}的公告",
        blocks=[
            Paragraph(
                f"根据{inspection.round}工作部署，{inspection.team}于{period(inspection)}对"
                f"{inspection.organisation.party}开展{word}。现将有关事项公告如下："
            ),
            Heading("受理范围"),
            Paragraph(
                f"{word}组主要受理反映{inspection.organisation.party}领导班子及其成员、下一级党组织领导班子主要负责人"
                "和重要岗位人员问题的来信来电来访，重点是违反政治纪律、组织纪律、廉洁纪律、群众纪律、工作纪律、"
                "生活纪律等方面的举报和反映。"
            ),
            Paragraph(_PERSONAL_CLAIMS.replace("巡察", word), lead="不予受理的事项。"),
            Heading("联系方式"),
            *_channels(inspection),
            Paragraph(f"受理信访时间截至{day(inspection.petition_until)}。"),
        ],
        signer=str(inspection.team),
        signed_on=inspection.entered_on or timezone.localdate(),
        marking="public",
    )


def _channels(inspection: Inspection) -> list[Paragraph]:
    given = [
        ("值班电话", f"{inspection.phone}（受理时间：{inspection.phone_hours}）" if inspection.phone else ""),
        ("联系信箱", inspection.mailbox),
        ("专用邮政信箱", inspection.post_box),
        ("反映组内人员作风纪律问题电话", inspection.conduct_phone),
    ]
    return [Paragraph(f"{text}。", lead=f"{label}:") for label, text in given if text]


# Records on site


def build_talk_record(talk: Activity) -> Official:
    """谈话记录: who talked where and when, that rights were told, what was said, and the signatures."""
    inspectors = "、".join(str(one.user) for one in talk.taking_part.select_related("user"))
    hours = f"{_clock(talk.starts_at)}至{_clock(talk.ends_at)}"
    return Official(
        kind="form",
        title="谈话记录",
        marking="work_secret",
        blocks=[
            Fields(
                [
                    ("编号", f"{talk.number:03d}"),
                    ("谈话时间", f"{day(talk.held_on)} {hours}"),
                    ("谈话地点", talk.place),
                    ("谈话对象", talk.interviewee),
                    ("单位", talk.interviewee_unit),
                    ("职务", talk.interviewee_post),
                    ("谈话类别", chinese(talk, "talk_class") if talk.talk_class else ""),
                    ("谈话人", inspectors),
                    ("记录人", str(talk.recorder or "")),
                    ("权利义务和纪律", "已告知" if talk.rights_told else "未告知"),
                    ("页数", str(talk.pages or "")),
                ]
            ),
            Heading("谈话提纲", numbered=False),
            Paragraph(talk.outline or "（略）"),
            Heading("谈话内容", numbered=False),
            Paragraph(talk.record or "（待记）"),
            Heading("需跟进的要点", numbered=False),
            Paragraph(talk.points or "（无）"),
            *_confirmed(talk),
        ],
    )


def _clock(at: Any) -> str:
    return at.strftime("%H:%M") if at else "  :  "


def _confirmed(talk: Activity) -> list[Paragraph | Signature]:
    if talk.signing_refused:
        return [Paragraph(f"谈话对象未签字，原因：{talk.signing_refused}")]
    return [
        Paragraph("以上记录我已看过（向我宣读过），与我所说的相符。"),
        Signature("谈话对象", on=talk.read_back_on),
        Signature("谈话人"),
        Signature("记录人"),
    ]


def build_file_list(review: Activity) -> Official:
    """调阅资料清单及交接单."""
    return Official(
        kind="form",
        title="调阅资料清单及交接单",
        blocks=[
            Fields(
                [
                    ("编号", f"{review.number:03d}"),
                    ("调阅日期", day(review.held_on)),
                    ("资料期间", review.period),
                    ("件数", str(review.copies or "")),
                ]
            ),
            Table(
                ["序号", "资料名称", "页数", "备注"],
                [[str(no), line, "", ""] for no, line in enumerate(_lines(review), start=1)],
                widths=(1, 6, 1, 2),
            ),
            Signature("移交人", review.handed_by, review.held_on),
            Signature("接收人", review.received_by, review.held_on),
            Signature("归还接收人", "", review.returned_on),
        ],
    )


def _lines(review: Activity) -> list[str]:
    return [line.strip() for line in review.summary.splitlines() if line.strip()] or [review.title]


# What teams are told


def build_prompt(prompt: Prompt) -> Official:
    """工作提示."""
    return Official(
        kind="letter",
        issuer=prompt.office.name,
        title=f"关于{prompt.title}的工作提示",
        addressee=str(prompt.team),
        blocks=[Paragraph(prompt.text), *_answer_by(prompt.due_on)],
        signer=prompt.office.name,
        signed_on=prompt.given_on,
    )


def build_comment(comment: MidTermComment) -> Official:
    """巡中督导意见: the leading group's comment on the team's work half-way."""
    word = word_for(comment.office)
    return Official(
        kind="letter",
        issuer=comment.office.name,
        title=f"{word}中期督导意见",
        addressee=str(comment.inspection.team),
        blocks=[
            Paragraph(
                f"{word}工作领导小组听取了你组对{comment.inspection.organisation.party}{word}的中期情况汇报，"
                "提出以下意见："
            ),
            Paragraph(comment.text),
            *_answer_by(comment.due_on),
        ],
        signer=comment.office.name,
        signed_on=comment.given_on,
    )


def _answer_by(due_on: date | None) -> list[Paragraph]:
    return [Paragraph(f"请于{day(due_on)}前书面反馈落实情况。")] if due_on else []


# Who may draw up what


def _keeps(kind: str) -> Any:
    def who(user: User, activity: Activity) -> bool:
        return activity.kind == kind and (works_on(user, activity) or staffs(user, activity))

    return who


TEMPLATES = [
    DocumentTemplate(
        "notice",
        _l("Notice of the inspection"),
        Inspection,
        build_notice,
        in_office,
        _series("notice"),
        "巡察通〔{year}〕{no}号",
        needs=(has_entry_date,),
    ),
    DocumentTemplate(
        "announcement",
        _l("Announcement of the inspection"),
        Inspection,
        build_announcement,
        may_arrange,
        _series("announcement", "entered_on"),
        "巡察公告〔{year}〕{no}号",
        needs=(has_announcement,),
    ),
    DocumentTemplate(
        "talk_record", _l("Talk record"), Activity, build_talk_record, _keeps(Activity.Kind.TALK)
    ),
    DocumentTemplate(
        "file_list",
        _l("List of material called for"),
        Activity,
        build_file_list,
        _keeps(Activity.Kind.FILE_REVIEW),
    ),
    DocumentTemplate(
        "prompt",
        _l("Letter of prompt"),
        Prompt,
        build_prompt,
        gives_prompt,
        _series("prompt", "given_on"),
        "巡察提示〔{year}〕{no}号",
    ),
    DocumentTemplate(
        "comment",
        _l("Supervision opinion"),
        MidTermComment,
        build_comment,
        gives_comment,
        _series("comment", "given_on"),
        "巡察督导〔{year}〕{no}号",
    ),
]
