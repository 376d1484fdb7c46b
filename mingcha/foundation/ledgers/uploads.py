"""Every write of an import: the dry run kept, and carrying out exactly what it showed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.files.queries import digest_of
from mingcha.foundation.ledgers.checking import Plan, plan_of
from mingcha.foundation.ledgers.importing import CellError, Context, Import, ImportOutcome
from mingcha.foundation.ledgers.links import within
from mingcha.foundation.ledgers.models import Upload
from mingcha.foundation.ledgers.selection import Selection
from mingcha.foundation.ledgers.sheets import MOST_BYTES, Unreadable
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

_KEPT = timedelta(days=1)


def importer_of(selection: Selection) -> Import:
    """The ledger's import, if this person may use it here. Raises NotAllowed, NotNow."""
    importer = selection.ledger.importer
    if importer is None or not importer.who(selection.user):
        raise NotAllowed(_("You may not import into this ledger."))
    here = selection.within._meta.label.lower() if selection.within is not None else ""
    if importer.needs_within and importer.needs_within.lower() != here:
        raise NotNow(_("Open the record first that the rows belong to, and import from there."))
    return importer


def context_of(selection: Selection) -> Context:
    return {"user": selection.user, "within": selection.within}


@transaction.atomic
def keep_upload(selection: Selection, file: Any, *, existing: str, by: User) -> Upload:
    """The dry run. Raises Unreadable where the file as a whole cannot be read."""
    importer = importer_of(selection)
    if file.size > MOST_BYTES:
        raise Unreadable(
            _("The file is larger than 20 MB. Split it into several and upload them one by one.")
        )
    content = file.read()
    plan = plan_of(selection.ledger, importer, content, file.name, existing, context_of(selection))
    _forget_old()
    upload = Upload(
        ledger=selection.ledger.name,
        name=file.name[:200],
        digest=digest_of(iter([content])),
        within=within(selection.within) if selection.within is not None else "",
        existing=existing,
        by=by,
    )
    _note(upload, plan)
    file.seek(0)
    upload.content.save(file.name, file, save=False)
    upload.save(force_insert=True)
    facts = {"ledger": upload.ledger, "name": upload.name, "digest": upload.digest, "rows": len(plan.rows)}
    audit.record("ledger.check", upload, by=by, **facts)
    return upload


def _note(upload: Upload, plan: Plan) -> None:
    upload.report, upload.plan = plan.report(upload.existing), plan.digest(upload.existing)


def _forget_old() -> None:
    """Files nobody imported within a day go, and those that were imported too."""
    for old in Upload.objects.filter(created_at__lt=timezone.now() - _KEPT).exclude(content=""):
        transaction.on_commit(_remover(old))


def _remover(upload: Upload) -> Any:
    def remove() -> None:
        upload.content.delete(save=False)
        Upload.objects.filter(pk=upload.pk).update(content="")

    return remove


def content_of(upload: Upload) -> bytes:
    """The file as it was when it was checked. Raises NotNow."""
    if not upload.content:
        raise NotNow(_("This file has been imported, or is no longer kept. Upload it again."))
    with upload.content.open() as stored:
        content: bytes = stored.read()
    if digest_of(iter([content])) != upload.digest:
        raise NotNow(_("The stored file has changed since it was checked. Upload it again."))
    return content


def plan_again(selection: Selection, upload: Upload) -> Plan:
    """The dry run anew, with the records as they are now."""
    importer, content = importer_of(selection), content_of(upload)
    return plan_of(selection.ledger, importer, content, upload.name, upload.existing, context_of(selection))


def import_upload(selection: Selection, upload: Upload, *, by: User) -> ImportOutcome:
    """Carry out what the preview showed, whole or not at all. Raises Invalid, NotNow."""
    try:
        with transaction.atomic():
            outcome = _import(selection, upload, by)
    except IntegrityError:
        raise Invalid(
            _("Somebody saved one of these records at the same moment. Nothing was imported.")
        ) from None
    except CellError as error:
        raise Invalid(_("Nothing was imported. %(reason)s") % {"reason": error.message}) from None
    except Changed as changed:
        _note(upload, changed.plan)
        upload.save(update_fields=["report", "plan"])
        raise NotNow(
            _("Records have changed since the check, so nothing was imported. Look at the preview again.")
        ) from None
    _remover(upload)()
    return outcome


class Changed(Exception):
    """What the import would do now is not what was shown."""

    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def _import(selection: Selection, upload: Upload, by: User) -> ImportOutcome:
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.imported_at:
        raise NotNow(_("This file has been imported already."))
    plan = plan_again(selection, locked)
    if plan.faults:
        raise (
            Changed(plan)
            if locked.plan != plan.digest(locked.existing)
            else Invalid(_("Mend the marked cells first."))
        )
    if plan.digest(locked.existing) != locked.plan:
        raise Changed(plan)
    rows = plan.kept(locked.existing)
    importer, left = importer_of(selection), len(plan.rows) - len(rows)
    empty = ImportOutcome()
    made = (
        importer.save(rows, by=by, existing=locked.existing, context=context_of(selection)) if rows else empty
    )
    outcome = ImportOutcome(made.created, made.updated, made.skipped + left)
    locked.imported_at = timezone.now()
    locked.save(update_fields=["imported_at"])
    facts = {
        "ledger": locked.ledger,
        "name": locked.name,
        "digest": locked.digest,
        "existing": locked.existing,
    }
    counts = {"created": outcome.created, "updated": outcome.updated, "skipped": outcome.skipped}
    audit.record("ledger.import", locked, by=by, **facts, **counts)
    return outcome
