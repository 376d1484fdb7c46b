"""One place where a proposal is locked before it is changed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.schedule.models import Proposal
from mingcha.prepare.schedule.permissions import may_plan


def lock(proposal: Proposal, by: User, revision: int | None = None) -> None:
    """Lock the row; only its office changes it, while it is worked out, and only what is still there.

    `revision` is the one the person looked at: whoever is second is told.
    """
    proposal.refresh_from_db(from_queryset=Proposal.objects.select_for_update())
    if not may_plan(by, proposal):
        raise NotAllowed(_("Only the office's staff work on its schedule."))
    if proposal.status != Proposal.Status.DRAFT:
        raise NotNow(_("The proposal is no longer being worked out. Make a new version of it."))
    if revision is not None and revision != proposal.revision:
        raise NotNow(_("Someone else has changed the proposal meanwhile. Look at it again, then repeat."))


def changed(proposal: Proposal, **fields: object) -> None:
    """What the last search found is no longer said of it."""
    proposal.revision += 1
    kept: dict[str, object] = {"result": "", "cost": None, "bound": None, "parts": {}, "conflict": {}}
    for name, value in (kept | fields).items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["revision", *kept, *(name for name in fields if name not in kept)])


def clean(record: Model) -> None:
    try:
        record.full_clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error
