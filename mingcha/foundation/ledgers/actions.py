"""Every write to saved views, and the note that a ledger left the system."""

from __future__ import annotations

from datetime import timedelta
from typing import IO, Any
from uuid import UUID

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.files.actions import attach, store_file
from mingcha.foundation.files.models import Attachment, Marking
from mingcha.foundation.jobs.actions import enqueue
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.ledgers.audiences import KINDS, members
from mingcha.foundation.ledgers.models import DefaultView, SavedView
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.refusals import Invalid, NotAllowed

EXPORT = "export_ledger"
KEPT = timedelta(days=1)


@transaction.atomic
def save_view(
    selection: Selection, *, name: str, by: User, share: str = "", is_default: bool = False
) -> SavedView:
    """Keep the filters, order and columns of this list under a name; the same name again changes it."""
    given: dict[str, Any] = {"params": str(selection.kept()), "shared_with": _shared_with(by, share)}
    view, made = SavedView.objects.update_or_create(
        owner=by, ledger=selection.ledger.name, name=name.strip(), defaults=given
    )
    if is_default:
        set_default(view, by=by)
    audit.record("view.save" if made else "view.change", view, by=by, name=view.name, ledger=view.ledger)
    return view


def _shared_with(user: User, share: str) -> list[UUID]:
    if not share:
        return []
    if share not in KINDS or not (found := members(user, share)):
        raise Invalid(_("You belong to no office or team to share this with."))
    return sorted(found)


@transaction.atomic
def rename_view(view: SavedView, *, name: str, by: User, share: str = "") -> None:
    """Only the owner; a name is used once in a ledger."""
    if view.owner != by:
        raise NotAllowed(_("Only its owner may change this view."))
    view.name, view.shared_with = name.strip(), _shared_with(by, share)
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "shared_with"])
    except IntegrityError:
        raise Invalid(_("You have a view “%(name)s” here already.") % {"name": view.name}) from None
    audit.record("view.rename", view, by=by, name=view.name)


@transaction.atomic
def delete_view(view: SavedView, *, by: User) -> None:
    if view.owner != by:
        raise NotAllowed(_("Only its owner may delete this view."))
    audit.record("view.delete", view, by=by, name=view.name, ledger=view.ledger)
    view.delete()


@transaction.atomic
def set_default(view: SavedView, *, by: User) -> None:
    """Open this ledger with this view from now on."""
    DefaultView.objects.update_or_create(user=by, ledger=view.ledger, defaults={"view": view})
    audit.record("view.default", view, by=by, ledger=view.ledger)


@transaction.atomic
def unset_default(ledger: str, *, by: User) -> None:
    """Open this ledger whole again."""
    DefaultView.objects.filter(user=by, ledger=ledger).delete()
    audit.record("view.no_default", by, by=by, ledger=ledger)


def note_listing(selection: Selection, rows: int, *, by: User) -> None:
    """A sensitive list was looked at: who, which filters, how many rows were on the page."""
    if selection.ledger.sensitive:
        facts = {"ledger": selection.ledger.name, "filters": str(selection.kept()), "rows": rows}
        audit.record("ledger.read", by, by=by, **facts)


def note_export(selection: Selection, rows: int, *, by: User) -> None:
    """A copy of the list left the system: who, which filters, how many rows."""
    facts = {"ledger": selection.ledger.name, "filters": str(selection.kept()), "rows": rows}
    audit.record("ledger.export", by, by=by, **facts)


def export_later(selection: Selection, *, by: User) -> Job:
    """Write a long list in the background; the job's page has the workbook when it is done."""
    title = _("Export: %(ledger)s") % {"ledger": selection.ledger.title}
    place = {"ledger": selection.ledger.name, "query": str(selection.kept()), "language": get_language()}
    return enqueue(EXPORT, title=title, by=by, **place)


@transaction.atomic
def keep_export(job: Job, selection: Selection, content: IO[bytes], rows: int) -> Attachment:
    """The finished workbook on its job, for whoever asked for it and for a day."""
    name = f"{selection.ledger.title} {timezone.localdate():%Y%m%d}.xlsx"
    stored = store_file(File(content, name=content.name), by=job.by, marking=Marking.WORK_SECRET, name=name)
    note_export(selection, rows, by=job.by)
    return attach(job, stored, by=job.by)


@transaction.atomic
def forget_exports() -> int:
    """Workbooks written in the background go after a day; that they were taken stays on the trail."""
    jobs = Job.objects.filter(task=EXPORT).values("pk")
    old = Attachment.objects.filter(
        subject_type=Job._meta.label_lower, subject_id__in=jobs, created_at__lt=timezone.now() - KEPT
    )
    gone = list(old.select_related("file"))
    Job.objects.filter(pk__in=[one.subject_id for one in gone]).update(result_url="")
    old.delete()
    for one in gone:
        transaction.on_commit(lambda stored=one.file: stored.content.delete(save=False))  # type: ignore[misc]
    return len(gone)
