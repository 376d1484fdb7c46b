"""The feedback opinion as an official paper."""

from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conclude.feedback.permissions import may_draft_for
from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents import Block, DocumentTemplate, Heading, Official, Paragraph


def is_approved(opinion: FeedbackOpinion) -> str | None:
    return None if opinion.number else _("The opinion has no number until it is approved.")


def may_draw_up(user: User, opinion: FeedbackOpinion) -> bool:
    return may_draft_for(user, opinion.inspection)


def build_opinion(opinion: FeedbackOpinion) -> Official:
    """Basis, overall, the issues by the frame, suggestions, requests (domain forms: 反馈意见)."""
    name = opinion.organisation.name
    blocks: list[Block] = [
        Paragraph(f"根据统一部署，对{name}开展了{opinion.inspection.round.name}。现将有关情况反馈如下。"),
        Heading("总体情况"),
        Paragraph(opinion.overall),
        Heading("主要问题"),
    ]
    issues = opinion.issues.select_related("frame_item").order_by("order")
    for item, group in groupby(issues, key=lambda issue: issue.frame_item):
        blocks.append(Heading(item.name if item else "其他方面", level=2))
        texts = [issue.text.rstrip("。") for issue in group]
        blocks += [Paragraph(f"{place}. {text}。") for place, text in enumerate(texts, start=1)]
    blocks += [
        Heading("意见建议"),
        Paragraph(opinion.suggestions),
        Heading("整改要求"),
        Paragraph(opinion.requests),
    ]
    return Official(
        issuer=opinion.office.name,
        title=f"关于对{name}巡察情况的反馈意见",
        addressee=name,
        blocks=blocks,
        number=opinion.number,
        signer=opinion.office.name,
        signed_on=opinion.served_on or timezone.localdate(),
        printed_by=opinion.office.name,
        printed_on=opinion.served_on or timezone.localdate(),
        marking="work_secret",
        words=(name,),
    )


TEMPLATES = [
    DocumentTemplate(
        name="feedback_opinion",
        title=gettext_lazy("Feedback opinion"),
        model=FeedbackOpinion,
        build=build_opinion,
        who=may_draw_up,
        needs=(is_approved,),
    )
]
