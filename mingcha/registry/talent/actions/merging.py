"""Two entries of one person become one; a person decides, field by field."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.sealed import seal
from mingcha.registry.talent.models import PostHeld, Talent, Tie
from mingcha.registry.talent.permissions import keeps
from mingcha.registry.talent.queries import COMPARED
from mingcha.registry.talent.workflow import TALENTS


@transaction.atomic
def merge(keep: Talent, drop: Talent, *, taken: Iterable[str], by: User) -> Talent:
    """`drop` goes out of the pool; of it come the fields `taken`, its posts, ties and interests."""
    taken = set(taken)
    if not taken <= set(COMPARED):
        raise Invalid(_("Choose for each field which entry is right."))
    rows = Talent.objects.select_for_update().filter(pk__in=[keep.pk, drop.pk]).order_by("pk")
    locked = {one.pk: one for one in rows}
    if len(locked) != 2 or keep.office_id != drop.office_id:
        raise Invalid(_("Choose two entries of the same pool."))
    kept, dropped = locked[keep.pk], locked[drop.pk]
    if not keeps(by, kept):
        raise NotAllowed(_("Only the office's staff keep its pools."))
    if Talent.Status.OUT in (kept.status, dropped.status):
        raise NotNow(_("One of the entries is out of the pool already."))
    TALENTS.perform(dropped, "merge", by=by, keep=kept)
    for name in taken:
        setattr(kept, name, getattr(dropped, name))
    if dropped.interests:
        said = [text for text in (kept.interests_told, dropped.interests_told) if text]
        kept.interests = seal("\n".join(dict.fromkeys(said)), about=kept.pk)
    kept.save(update_fields=[*taken, "interests"])
    for model in (PostHeld, Tie):
        model.objects.filter(talent=dropped).update(talent=kept)
    audit.record("talent.merge_in", kept, by=by, merged=str(dropped.pk), fields=sorted(taken))
    return kept
