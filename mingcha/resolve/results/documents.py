"""The suggestion as an official paper (巡察建议书)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation.documents import DocumentTemplate, Official, Paragraph
from mingcha.resolve.results.models import Suggestion
from mingcha.resolve.results.permissions import drafts


def is_sent(suggestion: Suggestion) -> str | None:
    return None if suggestion.number else _("The suggestion has no number until it is sent.")


def build_suggestion(suggestion: Suggestion) -> Official:
    due = suggestion.due_on
    ask = f"请于{due.year}年{due.month}月{due.day}日前反馈办理情况。" if due else "请及时反馈办理情况。"
    office = suggestion.office.name
    return Official(
        issuer=office,
        kind="letter",
        title=f"关于{suggestion.title}的巡察建议书",
        addressee=suggestion.to_body.name,
        blocks=[Paragraph(suggestion.text), Paragraph(ask)],
        number=suggestion.number,
        signer=office,
        signed_on=suggestion.sent_on,
    )


TEMPLATES = [
    DocumentTemplate(
        name="suggestion",
        title=gettext_lazy("Letter of suggestion"),
        model=Suggestion,
        build=build_suggestion,
        who=drafts,
        needs=(is_sent,),
    )
]
