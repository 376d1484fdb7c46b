"""Administrative divisions, and the tree of organisations that must be inspected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation import scopes
from mingcha.foundation.records import Record
from mingcha.registry.bodies.models import Body, Kind, offices_seen

if TYPE_CHECKING:
    from uuid import UUID

    from mingcha.foundation.accounts.models import User

Term = TypeVar("Term", bound=models.Model)

# How the names of Party organisations end.
PARTY = ("党委", "党组", "工委", "总支", "支部", "党组织", "委员会")
# Functional departments know organisations only from what is sent to them.
_KNOWING = [kind for kind in Kind.values if kind != Kind.DEPARTMENT]


def offices_open_to(user: User) -> frozenset[UUID]:
    """Offices whose organisations a person may see: by post, or by what prepare.teams adds."""
    if user.is_administrator:
        return frozenset()
    return offices_seen(user, _KNOWING) | frozenset(scopes.get("offices")(user))


def represented_by(user: User) -> frozenset[UUID]:
    """The organisations a person represents now."""
    if user.is_administrator:
        return frozenset()
    rows = Representative.objects.filter(user=user, until__isnull=True)
    return frozenset(rows.values_list("organisation_id", flat=True))


def kept_from(user: User) -> frozenset[UUID]:
    """The organisations a person is recused from now: they see nothing of them, whatever their post."""
    return frozenset(scopes.get("recused_organisations")(user))


class DivisionQuerySet(models.QuerySet["Division"]):
    def visible_to(self, user: User) -> DivisionQuerySet:
        """Public reference data: anyone who is signed in."""
        return self.all() if user.is_authenticated and user.is_active else self.none()


class Division(Record):
    """One administrative division of the country, as the National Bureau of Statistics lists it."""

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County")
        TOWNSHIP = "township", _("Township")

    code = models.CharField(_("Division code"), max_length=12, unique=True)
    name = models.CharField(pgettext_lazy("thing", "Name"), max_length=100)
    level = models.CharField(_("Level"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Part of")
    )
    path = models.CharField(max_length=60, editable=False)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("division")
        verbose_name_plural = _("divisions")
        ordering = ["code"]
        indexes = [models.Index(fields=["path"], name="division_path", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organisations:division", args=[self.pk])


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> OrganisationQuerySet:
        """The responsible office's people and those above; its teams; a representative sees their own.

        Nobody sees what they are recused from.
        """
        seen = self.filter(Q(office_id__in=offices_open_to(user)) | Q(pk__in=represented_by(user)))
        recused = kept_from(user)
        return seen.exclude(pk__in=recused) if recused else seen

    def below(self, organisation: Organisation) -> OrganisationQuerySet:
        """Everything under one organisation, at any depth."""
        return self.filter(path__startswith=organisation.path).exclude(pk=organisation.pk)


class Organisation(Record):
    """A Party organisation that must be inspected (巡视巡察对象), with its place in the tree.

    `path` holds the keys of all organisations above it and its own, so that a whole branch is one
    range of one index. Only actions write it.
    """

    class Sector(models.TextChoices):
        COUNTIES = "counties", _("Cities and counties")
        DEPARTMENTS = "departments", _("Departments")
        STATE_OWNED = "state_owned", _("State-owned enterprises")
        UNIVERSITIES = "universities", _("Universities")
        INSTITUTIONS = "institutions", _("Public institutions")
        TOWNSHIPS = "townships", _("Townships and sub-districts")
        VILLAGES = "villages", _("Villages and communities")
        OTHER = "other", _("Other")

    class Level(models.TextChoices):
        PROVINCE = "province", _("Province")
        CITY = "city", _("City")
        COUNTY = "county", _("County")
        TOWNSHIP = "township", _("Township")
        VILLAGE = "village", _("Village")

    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Full name"), max_length=200)
    short_name = models.CharField(_("Short name"), max_length=60, blank=True)
    sector = models.CharField(_("Sector"), max_length=16, choices=Sector)
    level = models.CharField(_("Level"), max_length=10, choices=Level)
    office = models.ForeignKey(
        Body, models.PROTECT, related_name="organisations", verbose_name=_("Responsible office")
    )
    division = models.ForeignKey(
        Division,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("Division"),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("Superior organisation"),
    )
    path = models.CharField(max_length=600, editable=False)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    is_active = models.BooleanField(_("Active"), default=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "code"],
                name="organisation_code_once_an_office",
                violation_error_message=_("The office has an organisation with this code already."),
            )
        ]
        indexes = [
            models.Index(fields=["path"], name="organisation_path", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["office", "name", "id"], name="organisation_by_name"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.pk])

    @property
    def party(self) -> str:
        """Its Party organisation as official papers call it: many are entered under that very name."""
        name, _open, _rest = str(self).partition("（")
        return str(self) if name.endswith(PARTY) else f"{self}党组织"

    def clean(self) -> None:
        """Where an organisation may stand. Whether the tree stays a tree is asked by the actions."""
        if not self.office_id or self.level not in self.Level.values:
            return  # told at those fields
        if self.office.kind != Kind.OFFICE or not self.office.is_active:
            raise ValidationError({"office": _("Choose an active inspection office.")})
        if self.parent_id == self.pk:
            raise ValidationError({"parent": _("An organisation cannot be its own superior.")})
        ranks = self.Level.values
        if self.parent and ranks.index(self.parent.level) > ranks.index(self.level):
            raise ValidationError({"parent": _("The superior organisation is of a lower level.")})


class OfOrganisationQuerySet(models.QuerySet[Term]):
    """Rows that belong to one organisation and are seen with it."""

    def visible_to(self, user: User) -> Self:
        opened = Q(organisation__office_id__in=offices_open_to(user))
        seen = self.filter(opened | Q(organisation_id__in=represented_by(user)))
        recused = kept_from(user)
        return seen.exclude(organisation_id__in=recused) if recused else seen

    def in_force(self) -> Self:
        return self.filter(until__isnull=True)


class LeadingPerson(Record):
    """Someone who leads an organisation, or did: the principal (一把手) or another of its leadership."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="leading_persons", verbose_name=_("Organisation")
    )
    name = models.CharField(_("Name"), max_length=60)
    post = models.CharField(_("Post held"), max_length=100)
    is_principal = models.BooleanField(_("Principal"), default=False)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = OfOrganisationQuerySet["LeadingPerson"].as_manager()

    class Meta:
        verbose_name = _("leading person")
        verbose_name_plural = _("leading persons")
        ordering = ["organisation", "-is_principal", "-since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_principal=True, until__isnull=True),
                name="organisation_has_one_principal",
                violation_error_message=_("The organisation has a principal already."),
            ),
            models.CheckConstraint(
                name="leading_person_ends_after_beginning",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                violation_error_message=_("A post cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"

    def clean(self) -> None:
        if self.since > timezone.localdate():
            raise ValidationError({"since": _("A post cannot begin in the future.")})

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.organisation_id])


class Representative(Record):
    """An account through which an organisation answers: notices, feedback and rectification, nothing else."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="representatives", verbose_name=_("Organisation")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="representations", verbose_name=_("Person")
    )
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = OfOrganisationQuerySet["Representative"].as_manager()

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering = ["organisation", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(until__isnull=True),
                name="representative_once_at_a_time",
                violation_error_message=_("This person represents the organisation already."),
            ),
            models.CheckConstraint(
                name="representative_ends_after_beginning",
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                violation_error_message=_("A post cannot end before it began."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"

    def clean(self) -> None:
        if self.user.is_administrator:
            raise ValidationError(_("Administrators represent no organisation."))
        if not self.user.is_active:
            raise ValidationError(_("This account is closed."))
        if self.since > timezone.localdate():
            raise ValidationError({"since": _("A post cannot begin in the future.")})

    def get_absolute_url(self) -> str:
        return reverse("organisations:detail", args=[self.organisation_id])
