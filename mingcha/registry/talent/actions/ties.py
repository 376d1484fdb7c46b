"""What a person declares: posts held, relatives, business, and interests, sealed."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.sealed import seal
from mingcha.registry.organisations.models import Organisation
from mingcha.registry.talent.models import PostHeld, Talent, Tie
from mingcha.registry.talent.permissions import declares_for, keeps


@transaction.atomic
def add_post_held(
    talent: Talent,
    *,
    title: str,
    since: date,
    by: User,
    unit: str = "",
    until: date | None = None,
    organisation: Organisation | None = None,
) -> PostHeld:
    """A post of the past or of today."""
    _refuse_others(by, talent)
    if not (unit := unit or str(organisation or "")):
        raise Invalid(_("Say where the post was held."))
    if until and until < since:
        raise Invalid(_("A post cannot end before it began."))
    made = PostHeld.objects.create(
        talent=talent, unit=unit, title=title, since=since, until=until, organisation=organisation
    )
    audit.record("talent.post", talent, by=by, unit=unit, title=title)
    return made


@transaction.atomic
def drop_post_held(post: PostHeld, *, by: User) -> None:
    """An entry that was wrong; that it stood here stays on the trail. The office only."""
    if not keeps(by, post.talent):
        raise NotAllowed(_("Only the office's staff keep its pools."))
    audit.record("talent.drop_post", post.talent, by=by, unit=post.unit, title=post.title)
    post.delete()


@transaction.atomic
def declare_tie(talent: Talent, *, kind: str, organisation: Organisation, statement: str, by: User) -> Tie:
    """A tie with one organisation. Who it is about is sealed; recusal sees kind and organisation."""
    _refuse_others(by, talent)
    if kind not in Tie.Kind.values:
        raise Invalid(_("Choose the kind of tie."))
    if not statement.strip():
        raise Invalid(_("Describe the tie: who, what relation, which post."))
    made = Tie(talent=talent, kind=kind, organisation=organisation)
    made.statement = seal(statement.strip(), about=made.pk)
    made.save(force_insert=True)
    audit.record("talent.tie", talent, by=by, kind=kind, organisation=str(organisation))
    return made


@transaction.atomic
def drop_tie(tie: Tie, *, by: User) -> None:
    """A tie that is no more, or was never: the office decides, not the person."""
    if not keeps(by, tie.talent) or tie.talent.user_id == by.pk:
        raise NotAllowed(_("Only the office's staff keep its pools."))
    audit.record("talent.drop_tie", tie.talent, by=by, kind=tie.kind, organisation=str(tie.organisation))
    tie.delete()


@transaction.atomic
def declare_interests(talent: Talent, *, text: str, by: User) -> None:
    """What there is to say of relatives and interests beyond single organisations."""
    _refuse_others(by, talent)
    talent.refresh_from_db(from_queryset=Talent.objects.select_for_update())
    talent.seal_interests(text.strip())
    talent.save(update_fields=["interests"])
    audit.record("talent.interests", talent, by=by)


def _refuse_others(by: User, talent: Talent) -> None:
    if not declares_for(by, talent):
        raise NotAllowed(_("Only the person and the office write down what was declared."))
