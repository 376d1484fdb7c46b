"""Bodies and the posts people hold in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.accounts.permissions import keeps_rights
from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from uuid import UUID

    from mingcha.foundation.accounts.models import User

_SEEN = """
    with recursive held as (
        select b.id, b.kind, coalesce(b.office_id, b.id) as office_id
        from bodies_post p join bodies_body b on b.id = p.body_id
        where p.user_id = %s and p.since <= %s and p.until is null and b.is_active and b.kind = any(%s)
    ), below as (
        select id from held where kind = 'office'
        union
        select b.id from bodies_body b join below on b.parent_id = below.id where b.kind = 'office'
    )
    select office_id from held union select id from below
"""


class Level(models.TextChoices):
    """The level of the Party committee that a body belongs to."""

    CENTRAL = "central", _("Central")
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County")

    @classmethod
    def below(cls, level: str) -> list[str]:
        """The levels below this one, highest first."""
        return cls.values[cls.values.index(level) + 1 :]


class Kind(models.TextChoices):
    COMMITTEE = "committee", _("Party committee")
    LEADING_GROUP = "leading_group", _("Leading group")
    OFFICE = "office", _("Inspection office")
    DISCIPLINE = "discipline", _("Discipline body")
    ORGANISATION_DEPARTMENT = "organisation_department", _("Organisation department")
    DEPARTMENT = "department", _("Functional department")


class Role(models.TextChoices):
    """What a post is for. Each belongs to one kind of body (`HELD_IN`)."""

    OFFICE_HEAD = "office_head", _("Head of the office")
    OFFICE_STAFF = "office_staff", _("Staff of the office")
    GROUP_HEAD = "group_head", _("Head of the leading group")
    GROUP_MEMBER = "group_member", _("Member of the leading group")
    COMMITTEE_CLERK = "committee_clerk", _("Clerk of the committee")
    CASE_MANAGER = "case_manager", _("Case manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    ORGANISATION_OFFICER = "organisation_officer", _("Officer of the organisation department")
    DEPARTMENT_OFFICER = "department_officer", _("Officer of a functional department")


HELD_IN: dict[str, str] = {
    Role.OFFICE_HEAD: Kind.OFFICE,
    Role.OFFICE_STAFF: Kind.OFFICE,
    Role.GROUP_HEAD: Kind.LEADING_GROUP,
    Role.GROUP_MEMBER: Kind.LEADING_GROUP,
    Role.COMMITTEE_CLERK: Kind.COMMITTEE,
    Role.CASE_MANAGER: Kind.DISCIPLINE,
    Role.SUPERVISOR: Kind.DISCIPLINE,
    Role.ORGANISATION_OFFICER: Kind.ORGANISATION_DEPARTMENT,
    Role.DEPARTMENT_OFFICER: Kind.DEPARTMENT,
}


def offices_seen(user: User, kinds: list[str] | None = None) -> frozenset[UUID]:
    """Offices whose surroundings a person's posts open: the post's own office; for office staff, those below.

    `kinds` limits which posts count, by the kind of body they are held in.
    """
    if not user.is_authenticated or not user.is_active or user.is_administrator:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [user.pk, timezone.localdate(), kinds or list(Kind.values)])
        return frozenset(row[0] for row in cursor.fetchall())


class BodyQuerySet(models.QuerySet["Body"]):
    def visible_to(self, user: User) -> BodyQuerySet:
        """One's own office with its bodies and those below; the security administrator sees all."""
        if keeps_rights(user):
            return self.all()
        seen = offices_seen(user)
        return self.filter(Q(pk__in=seen) | Q(office_id__in=seen))

    def offices(self) -> BodyQuerySet:
        return self.filter(kind=Kind.OFFICE, is_active=True)


class Body(Record):
    """A standing body with a part in inspection work, at one of the four levels.

    `parent` is the superior body of the same kind; `office` is the inspection office of the same
    level that a body works with (an office itself has none).
    """

    kind = models.CharField(_("Kind of body"), max_length=24, choices=Kind)
    name = models.CharField(_("Full name"), max_length=200)
    short_name = models.CharField(_("Short name"), max_length=60)
    level = models.CharField(_("Level"), max_length=10, choices=Level)
    division_code = models.CharField(_("Division code"), max_length=12, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subordinates",
        verbose_name=_("Superior body"),
    )
    office = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bodies",
        verbose_name=_("Inspection office"),
    )
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["division_code", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="body_works_with_an_office",
                condition=Q(kind="office", office__isnull=True)
                | (~Q(kind="office") & Q(office__isnull=False)),
                violation_error_message=_("Every body works with one office; an office itself with none."),
            ),
            models.UniqueConstraint(fields=["kind", "level", "name"], name="body_name_once_a_kind_and_level"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("bodies:detail", args=[self.pk])

    def clean(self) -> None:
        """Where a body may stand: below one of its own kind, beside an office of its own level."""
        if self.parent and self.parent.kind != self.kind:
            raise ValidationError({"parent": _("The superior body must be of the same kind.")})
        if self.parent and self.level not in Level.below(self.parent.level):
            raise ValidationError({"parent": _("The superior body must be of a higher level.")})
        if self.kind == Kind.OFFICE and self.office:
            raise ValidationError({"office": _("An office works with no other office.")})
        if self.kind != Kind.OFFICE and not self.office:
            raise ValidationError({"office": _("Choose the office that this body works with.")})
        if self.office and (self.office.kind != Kind.OFFICE or self.office.level != self.level):
            raise ValidationError({"office": _("Choose an inspection office of the same level.")})

    @property
    def is_office(self) -> bool:
        return self.kind == Kind.OFFICE

    @property
    def own_office_id(self) -> UUID:
        """The office it works with; for an office, itself."""
        return self.office_id or self.pk

    @property
    def roles(self) -> list[tuple[str, str]]:
        """The posts that may be held in a body of this kind."""
        return [(role, str(label)) for role, label in Role.choices if HELD_IN[role] == self.kind]


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: User) -> PostQuerySet:
        """Posts in the bodies that one may see."""
        if keeps_rights(user):
            return self.all()
        seen = offices_seen(user)
        return self.filter(Q(body_id__in=seen) | Q(body__office_id__in=seen))

    def in_force(self) -> PostQuerySet:
        return self.filter(until__isnull=True)


class Post(Record):
    """One person's post in one body, until it is ended. A person may hold several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("Person")
    )
    body = models.ForeignKey(Body, models.PROTECT, related_name="posts", verbose_name=_("Body"))
    role = models.CharField(_("Role"), max_length=24, choices=Role)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["body", "role", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "body", "role"],
                condition=Q(until__isnull=True),
                name="post_held_once_at_a_time",
                violation_error_message=_("This person holds that post already."),
            ),
            models.CheckConstraint(
                name="post_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                violation_error_message=_("A post cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.body} · {self.get_role_display()}"

    def clean(self) -> None:
        """Who may hold which post: no administrator, and only what a body of that kind has."""
        if self.user.is_administrator:
            raise ValidationError(_("Administrators hold no post."))
        if not self.user.is_active:
            raise ValidationError(_("This account is closed."))
        if HELD_IN.get(self.role) != self.body.kind:
            raise ValidationError({"role": _("This body has no such post.")})
        if not self.body.is_active:
            raise ValidationError(_("This body is closed."))
        if self.since > timezone.localdate():
            raise ValidationError({"since": _("A post cannot begin in the future.")})

    def get_absolute_url(self) -> str:
        return reverse("bodies:detail", args=[self.body_id])

    @property
    def in_force(self) -> bool:
        return self.until is None
