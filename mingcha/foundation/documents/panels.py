"""The papers on a record's page."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from mingcha.foundation.documents.queries import issued_documents, offers
from mingcha.foundation.documents.registry import templates_of
from mingcha.foundation.files.queries import reads_files
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import Panel


def panels_of(request: SignedInRequest, record: Any) -> Iterable[Panel]:
    """What was drawn up from this record, and what this user may draw up."""
    if not templates_of(record) or not reads_files(record, request.user):
        return
    documents, mine = issued_documents(record), offers(record, request.user)
    if documents or mine:
        context = {"documents": documents, "offers": mine, "label": record._meta.label_lower, "pk": record.pk}
        yield Panel(
            "documents", _("Official documents"), "documents/_panel.html", context, count=len(documents)
        )
