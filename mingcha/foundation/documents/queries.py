"""Reading what was drawn up."""

from dataclasses import dataclass

from django.db.models import Model

from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents.declarations import DocumentTemplate
from mingcha.foundation.documents.models import IssuedDocument
from mingcha.foundation.documents.registry import templates_of


def issued(record: Model, template_name: str) -> IssuedDocument | None:
    """The newest version of one paper of a record, for gates that ask whether it exists."""
    return IssuedDocument.objects.of(record).filter(template=template_name).order_by("-version").first()


def issued_documents(record: Model) -> list[IssuedDocument]:
    """The newest version of every paper of a record. Show them only with the record."""
    found: dict[str, IssuedDocument] = {}
    for document in IssuedDocument.objects.of(record).select_related("made_by").order_by("-version"):
        found.setdefault(document.template, document)
    return sorted(found.values(), key=lambda document: document.created_at, reverse=True)


@dataclass(frozen=True)
class Offer:
    """A paper this user may draw up from a record; `blocked` says what is missing, `again` that it exists."""

    template: DocumentTemplate
    blocked: str
    again: bool


def offers(record: Model, user: User) -> list[Offer]:
    """What may be drawn up here by this user."""
    mine = [template for template in templates_of(record) if template.who(user, record)]
    if not mine:
        return []
    there = set(IssuedDocument.objects.of(record).values_list("template", flat=True))
    return [Offer(each, each.blocked(record) or "", each.name in there) for each in mine]
