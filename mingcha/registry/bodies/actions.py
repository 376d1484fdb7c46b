"""Every write to bodies and posts. All are the security administrator's."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies.models import Body, Post
from mingcha.registry.bodies.permissions import keeps_bodies

EDITABLE = ("name", "short_name", "division_code", "parent", "office", "phone", "is_active")


@transaction.atomic
def create_body(*, kind: str, name: str, short_name: str, level: str, by: User, **more: Any) -> Body:
    """One body. `more`: parent, office, division_code, phone."""
    _refuse_others(by)
    body = Body(kind=kind, name=name, short_name=short_name, level=level, **more)
    _refuse_faults(body)
    body.save(force_insert=True)
    audit.record("body.create", body, by=by, kind=kind, name=name, level=level)
    return body


@transaction.atomic
def create_bodies_many(bodies: Sequence[Body], *, by: User) -> list[Body]:
    """Several bodies at once; they may be each other's superior or office. Takes them unsaved."""
    _refuse_others(by)
    for body in bodies:
        _refuse_faults(body, alone=False)
    try:
        with transaction.atomic():
            made = Body.objects.bulk_create(bodies, batch_size=1000)
    except IntegrityError:
        raise Invalid(_("A body of that kind, level and name exists already.")) from None
    audit.record_many(
        "body.create", made, by=by, facts=[{"kind": one.kind, "name": one.name} for one in made]
    )
    return made


@transaction.atomic
def edit_body(body: Body, *, by: User, **values: Any) -> Body:
    """Change what a body is called, where it stands, or whether it is active. Its kind and level stay."""
    _refuse_others(by)
    locked = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    before = {name: getattr(locked, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(locked, name, values.get(name, before[name]))
    _refuse_faults(locked)
    if not locked.is_active and locked.posts.in_force().exists():
        raise NotNow(_("End the posts in this body before closing it."))
    locked.save(update_fields=EDITABLE)
    changed = {name: str(getattr(locked, name)) for name in EDITABLE if getattr(locked, name) != before[name]}
    audit.record("body.edit", locked, by=by, **changed)
    return locked


@transaction.atomic
def give_post(user: User, body: Body, role: str, *, by: User, since: date | None = None) -> Post:
    """Let a person act for a body from this day on."""
    return give_posts_many(
        [Post(user=user, body=body, role=role, since=since or timezone.localdate())], by=by
    )[0]


@transaction.atomic
def give_posts_many(posts: Sequence[Post], *, by: User) -> list[Post]:
    """Several posts at once. Takes them unsaved. The accounts are locked, so that none of them can
    become an administrator at the same moment."""
    _refuse_others(by)
    ids = sorted({post.user_id for post in posts})
    users = {user.pk: user for user in User.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    for post in posts:
        post.user = users[post.user_id]
        _refuse_faults(post, alone=False)
    try:
        with transaction.atomic():
            made = Post.objects.bulk_create(posts, batch_size=1000)
    except IntegrityError:
        raise Invalid(_("This person holds that post already.")) from None
    facts = [{"user": post.user.username, "role": post.role, "since": str(post.since)} for post in made]
    audit.record_many("post.give", [post.body for post in made], by=by, facts=facts)
    return made


@transaction.atomic
def end_post(post: Post, *, by: User, until: date | None = None) -> Post:
    """End a post; what it opened closes at once."""
    _refuse_others(by)
    locked = Post.objects.select_for_update(of=("self",)).select_related("body", "user").get(pk=post.pk)
    if not locked.in_force:
        raise NotNow(_("This post has ended already."))
    locked.until = post.until = until or timezone.localdate()
    if locked.until < locked.since or locked.until > timezone.localdate():
        raise Invalid(_("A post ends between the day it began and today."))
    locked.save(update_fields=["until"])
    facts = {"user": locked.user.username, "role": locked.role, "until": locked.until}
    audit.record("post.end", locked.body, by=by, **facts)
    return locked


def _refuse_others(by: User) -> None:
    if not keeps_bodies(by):
        raise NotAllowed(_("Only the security administrator keeps bodies and posts."))


def _refuse_faults(record: Body | Post, *, alone: bool = True) -> None:
    """Say what is wrong with a record, in the words of its model. In bulk the database tells doubles."""
    try:
        if alone:
            record.full_clean()
        else:
            record.clean_fields(exclude=["user", "body", "parent", "office"])
            record.clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None
