"""A person chooses between what two places said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.copying import update
from mingcha.foundation.exchange.keys import identity
from mingcha.foundation.exchange.merging import GONE, Author
from mingcha.foundation.exchange.models import Copy
from mingcha.foundation.exchange.pasts import Pasts, past_of
from mingcha.foundation.exchange.rows import set_links
from mingcha.foundation.exchange.sharing import Shared, shared_by_name
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow


@transaction.atomic
def settle_conflicts(copy: Copy, chosen: Mapping[str, str], *, by: User) -> list[str]:
    """Write what was chosen: field → version id. Some may stay open. Raises NotNow where somebody was first.

    What was not chosen stays in the record's past.
    """
    shared = shared_by_name(copy.kind)
    record = shared.model._base_manager.select_for_update().get(pk=copy.record)
    copy.refresh_from_db(from_queryset=Copy.objects.select_for_update())
    if not shared.model.objects.visible_to(by).filter(pk=copy.record).exists():
        raise NotAllowed(_("Only those who see the record choose."))
    if not chosen:
        raise Invalid(_("Choose a version for at least one field."))
    pasts = Pasts.of(shared, [record.pk])
    pasts.note([record])
    past = pasts.found[record.pk]
    author = Author(identity().site, by.full_name, str(timezone.localdate()))
    waiting = past.conflicts()
    for name, version in chosen.items():
        if name not in waiting or version not in past.choices(name):
            raise NotNow(_("Somebody else has chosen meanwhile, or another package came. Look again."))
    pasts.settle(record.pk, chosen, author)
    audit.record(f"{shared.model._meta.model_name}.settle", record, by=by, fields=sorted(chosen))
    if past.fate() == GONE:
        _remove(shared, record)
        pasts.save({})
    else:
        _write(shared, record, past.shown())
        pasts.save({record.pk: record})
    return sorted(chosen)


def _remove(shared: Shared, record: Any) -> None:
    if shared.stays(record):
        raise NotNow(_("The record may not be removed now. Choose that it stays, or free it first."))
    record.delete()


def _write(shared: Shared, record: Any, shown: Mapping[str, Any]) -> None:
    shared.put(record, shown)
    with rules_told():
        update(shared.model, [record], [*shared.columns, *shared.revised([record])])
    for link in shared.links:
        set_links(shared.model, link, {record.pk: shown.get(link, [])})


@transaction.atomic
def open_past(copy: Copy, *, by: User) -> Any:
    """The past of a record, on the trail: it repeats what the record says."""
    audit.read(copy, by=by, record=copy.record)
    return past_of(copy)
