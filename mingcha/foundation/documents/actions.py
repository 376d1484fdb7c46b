"""Drawing up papers, and noting every copy that leaves."""

import re
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.documents.declarations import DocumentTemplate, Official
from mingcha.foundation.documents.models import IssuedDocument
from mingcha.foundation.documents.queries import issued
from mingcha.foundation.documents.registry import find
from mingcha.foundation.documents.rendering import Rendering, render
from mingcha.foundation.documents.typesetting import watermark
from mingcha.foundation.files.actions import store_bytes
from mingcha.foundation.files.models import Marking, StoredFile
from mingcha.foundation.files.queries import is_intact
from mingcha.foundation.numbering.actions import next_number
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


@transaction.atomic
def draw_up(template_name: str, record: Any, *, by: User) -> IssuedDocument:
    """Make the numbered .docx and PDF. Done again, it makes a new version under the same number."""
    model = type(record)
    record = model._base_manager.select_for_update(of=("self",)).get(pk=record.pk)
    template = _template(template_name, record, by)
    earlier = issued(record, template_name)
    paper = _numbered(template, record, earlier)
    rendering = render(paper)
    if rendering.faults:
        faults = "; ".join(str(fault) for fault in rendering.faults[:5])
        raise Invalid(_("The paper does not keep the national format: %(faults)s") % {"faults": faults})
    made = _keep(template, record, paper, rendering, earlier, by)
    facts = {"document": str(template), "number": made.number, "version": made.version}
    audit.record(f"{record._meta.model_name}.draw_up", record, by=by, **facts, digest=made.docx.digest)
    return made


def _template(name: str, record: Any, by: User) -> DocumentTemplate:
    """The template, if this person may use it on this record now."""
    template = find(record._meta.label_lower, name)
    if template is None:
        raise Invalid(_("There is no such document here."))
    if not type(record).objects.visible_to(by).filter(pk=record.pk).exists() or not template.who(by, record):
        raise NotAllowed(_("You may not draw up “%(document)s” here.") % {"document": template})
    if reason := template.blocked(record):
        raise NotNow(reason)
    return template


def _numbered(template: DocumentTemplate, record: Any, earlier: IssuedDocument | None) -> Official:
    """The paper with its number: the earlier one's, the record's own, or the next of the series."""
    paper = template.build(record)
    if earlier and earlier.number:
        return replace(paper, number=earlier.number)
    if paper.number or template.series is None:
        return paper
    year = (paper.signed_on or timezone.localdate()).year
    number = template.numbered(record, next_number(template.series(record)), year)
    return replace(paper, number=number)


def _keep(
    template: DocumentTemplate,
    record: Any,
    paper: Official,
    rendering: Rendering,
    earlier: IssuedDocument | None,
    by: User,
) -> IssuedDocument:
    title = paper.title.replace("\n", "")
    name = re.sub(r'[\\/:*?"<>|\s]+', " ", f"{title} {paper.number}").strip()[:150]
    return IssuedDocument.objects.create(
        template=template.name,
        title=title,
        subject_type=record._meta.label_lower,
        subject_id=record.pk,
        number=paper.number,
        version=earlier.version + 1 if earlier else 1,
        marking=paper.marking,
        docx=store_bytes(
            rendering.docx, name=f"{name}.docx", content_type=DOCX, by=by, marking=paper.marking
        ),
        pdf=store_bytes(rendering.pdf, name=f"{name}.pdf", content_type=PDF, by=by, marking=paper.marking),
        pages=rendering.pages,
        substituted=rendering.substituted,
        made_by=by,
    )


@transaction.atomic
def release(document: IssuedDocument, form: str, *, by: User) -> tuple[StoredFile, bytes]:
    """Hand out one of the two files: its digest is checked, and the copy is on the trail.

    The PDF of a work secret leaves with who took it and when at the foot of every page.
    """
    stored: StoredFile = document.pdf if form == "pdf" else document.docx
    if not is_intact(stored):
        raise NotNow(_("The stored file was changed. It is not handed out; tell the audit administrator."))
    facts = {"form": form, "number": document.number, "version": document.version}
    audit.record("document.download", document, by=by, **facts, record=str(document.subject_id))
    with stored.content.open() as content:
        held: bytes = content.read()
    if form == "pdf" and document.marking == Marking.WORK_SECRET:
        at = timezone.localtime().strftime("%Y-%m-%d %H:%M")
        held = watermark(held, document.pages, f"{by.full_name}（{by.username}）{at} 下载　请注意保密")
    return stored, held
