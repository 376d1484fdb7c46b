"""The minutes as an official paper (纪要)."""

from django.utils.translation import gettext_lazy

from mingcha.conclude.meetings.models import Meeting
from mingcha.conclude.meetings.permissions import may_minute
from mingcha.foundation.documents import Block, DocumentTemplate, Heading, Official, Paragraph

_NAMES = {
    Meeting.Kind.LEADING_GROUP: "巡察工作领导小组会议纪要",
    Meeting.Kind.SECRETARY: "书记专题会议纪要",
    Meeting.Kind.STANDING_COMMITTEE: "常委会会议纪要",
}


def build_minutes(meeting: Meeting) -> Official:
    """When, who, what was on the agenda, what was decided. Persons named stay out of the paper."""
    day = f"{meeting.held_on.year}年{meeting.held_on.month}月{meeting.held_on.day}日"
    name = _NAMES[Meeting.Kind(meeting.kind)]
    blocks: list[Block] = [
        Paragraph(f"{day}，{meeting.chair}主持召开会议。"),
        Heading("议题"),
        Paragraph(meeting.agenda),
    ]
    if meeting.minutes:
        blocks += [Heading("会议情况"), Paragraph(meeting.minutes)]
    decisions = meeting.decisions.select_related("inspection__organisation")
    if decisions:
        blocks.append(Heading("议定事项"))
        blocks += [
            Paragraph(f"{place}. {each.inspection.organisation.name}：{each.text}（{each.owner}）")
            for place, each in enumerate(decisions, start=1)
        ]
    blocks += [Paragraph(meeting.attendees, lead="出席：")]
    office = meeting.office.name
    return Official(
        issuer=office,
        title=name,
        mark=name,
        blocks=blocks,
        signer=office,
        signed_on=meeting.held_on,
        printed_by=office,
        printed_on=meeting.held_on,
        marking="work_secret",
    )


TEMPLATES = [
    DocumentTemplate(
        name="minutes",
        title=gettext_lazy("Minutes"),
        model=Meeting,
        build=build_minutes,
        who=may_minute,
        series=lambda meeting: f"minutes/{meeting.office_id}/{meeting.held_on.year}",
        number="巡察纪要〔{year}〕{no}号",
    )
]
