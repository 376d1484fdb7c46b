"""People in the pools, the posts they held, and their ties with organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.foundation.sealed import seal, unseal
from mingcha.foundation.words import listed
from mingcha.registry.bodies.models import Body, Kind, offices_seen

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from mingcha.foundation.accounts.models import User

Part = TypeVar("Part", bound=models.Model)
# Whose posts open a pool: the office that keeps it, its leading group, and who examines the nominees.
_KNOWING = [str(Kind.OFFICE), str(Kind.LEADING_GROUP), str(Kind.ORGANISATION_DEPARTMENT)]


def pools_open_to(user: User) -> frozenset[UUID]:
    """Offices whose pools a person reads: their own by post, and for office staff those below."""
    return offices_seen(user, _KNOWING)


class Skill(models.TextChoices):
    """What someone brings to a team; one person may bring several."""

    DISCIPLINE = "discipline", _("Discipline and supervision")
    ORGANISATION = "organisation", _("Organisation and personnel")
    PUBLICITY = "publicity", _("Publicity and ideology")
    AUDIT = "audit", _("Audit")
    FINANCE = "finance", _("Finance and accounting")
    LEGAL = "legal", _("Law")
    PETITIONS = "petitions", _("Petition work")
    ENGINEERING = "engineering", _("Engineering and construction")
    DATA = "data", _("Information and data")
    WRITING = "writing", _("Drafting")
    COORDINATION = "coordination", _("Coordination")
    TRADE = "trade", _("Business of the sector")


class Grade(models.TextChoices):
    """Ranks of posts, highest first."""

    BUREAU = "bureau", _("Bureau level")
    BUREAU_DEPUTY = "bureau_deputy", _("Deputy bureau level")
    DIVISION = "division", _("Division level")
    DIVISION_DEPUTY = "division_deputy", _("Deputy division level")
    SECTION = "section", _("Section level")
    SECTION_DEPUTY = "section_deputy", _("Deputy section level")
    CLERK = "clerk", _("Below section level")


class TalentQuerySet(models.QuerySet["Talent"]):
    def visible_to(self, user: User) -> TalentQuerySet:
        """The office keeping the pool, those above, its group, the organisation department; oneself."""
        if user.is_administrator:
            return self.none()
        return self.filter(Q(office_id__in=pools_open_to(user)) | Q(user=user))

    def in_force(self, on: date | None = None) -> TalentQuerySet:
        """In the pool on this day and not expired."""
        on = on or timezone.localdate()
        return self.filter(status=Talent.Status.IN_POOL).exclude(expires_on__lt=on)


class Talent(Record):
    """One person in the pool of one office. Who has an account here may be put into a team."""

    class Pool(models.TextChoices):
        LEADER = "leader", _("Leader pool")
        SPECIALIST = "specialist", _("Specialist pool")

    class Status(models.TextChoices):
        NOMINATED = "nominated", _("Nominated")
        QUALIFIED = "qualified", _("Qualified")
        IN_POOL = "in_pool", _("In the pool")
        OUT = "out", _("Out of the pool")

    class WhyOut(models.TextChoices):
        POST = "post", _("Change of post")
        HEALTH = "health", _("Health")
        BREACH = "breach", _("Breach of discipline")
        UNFIT = "unfit", _("Not up to the work")
        UNQUALIFIED = "unqualified", _("Not qualified")
        EXPIRED = "expired", _("Time in the pool is over")
        MERGED = "merged", _("Entered twice")

    office = models.ForeignKey(Body, models.PROTECT, related_name="talents", verbose_name=_("Office"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="talents",
        verbose_name=_("Account"),
    )
    pool = models.CharField(_("Pool"), max_length=10, choices=Pool, default=Pool.SPECIALIST)
    name = models.CharField(pgettext_lazy("person", "Name"), max_length=60)
    born_on = models.DateField(_("Born on"), null=True, blank=True)
    unit = models.CharField(_("Unit"), max_length=200)
    post = models.CharField(_("Post held"), max_length=100, blank=True)
    grade = models.CharField(_("Rank"), max_length=16, choices=Grade)
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Unit as inspected organisation"),
    )
    skills = ArrayField(models.CharField(max_length=16, choices=Skill), verbose_name=_("Skills"))
    native_place = models.ForeignKey(
        "organisations.Division",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Native place"),
    )
    away_from = models.DateField(_("Not available from"), null=True, blank=True)
    away_until = models.DateField(_("Not available until"), null=True, blank=True)
    away_reason = models.CharField(_("Why not available"), max_length=100, blank=True)
    interests = models.BinaryField(null=True, editable=False)
    status = models.CharField(
        _("Status"), max_length=10, choices=Status, default=Status.NOMINATED, db_index=True
    )
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Entered by")
    )
    nominated_on = models.DateField(_("Nominated on"), default=timezone.localdate)
    organisation_opinion = models.CharField(
        _("Opinion of the organisation department"), max_length=300, blank=True
    )
    discipline_opinion = models.CharField(_("Opinion of the discipline body"), max_length=300, blank=True)
    qualified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Qualified by"),
    )
    admitted_on = models.DateField(_("In the pool since"), null=True, blank=True)
    expires_on = models.DateField(_("In the pool until"), null=True, blank=True)
    out_reason = models.CharField(_("Why out of the pool"), max_length=12, choices=WhyOut, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        editable=False,
        verbose_name=_("Merged into"),
    )

    objects = TalentQuerySet.as_manager()

    class Meta:
        verbose_name = _("pool entry")
        verbose_name_plural = _("pool entries")
        ordering = ["office", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "user"],
                condition=~Q(status="out"),
                name="talent_one_entry_an_account",
                violation_error_message=_("This account belongs to somebody in the pool already."),
            ),
            models.CheckConstraint(
                name="talent_away_is_a_period",
                condition=Q(away_from__isnull=True)
                | Q(away_until__isnull=True)
                | Q(away_until__gte=F("away_from")),
                violation_error_message=_("The period ends before it begins."),
            ),
            models.CheckConstraint(
                name="talent_in_pool_until_a_day",
                condition=~Q(status="in_pool") | Q(admitted_on__isnull=False, expires_on__isnull=False),
                violation_error_message=_("Say until when this person is in the pool."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("talent:detail", args=[self.pk])

    @property
    def skill_names(self) -> str:
        names = dict(Skill.choices)
        return listed(str(names.get(one, one)) for one in self.skills)

    @property
    def interests_told(self) -> str:
        """What the person declared of relatives and interests, opened."""
        return unseal(self.interests, about=self.pk) if self.interests else ""

    def seal_interests(self, text: str) -> None:
        self.interests = seal(text, about=self.pk) if text else None

    @property
    def has_expired(self) -> bool:
        return bool(self.expires_on and self.expires_on < timezone.localdate())

    def is_away(self, since: date, until: date) -> bool:
        """Whether any day of this period falls into the time they are not available."""
        if not self.away_from and not self.away_until:
            return False
        return (self.away_from or since) <= until and (self.away_until or until) >= since

    def clean(self) -> None:
        if self.away_from and self.away_until and self.away_until < self.away_from:
            raise ValidationError({"away_until": _("The period ends before it begins.")})
        if self.born_on and self.born_on >= timezone.localdate():
            raise ValidationError({"born_on": _("A day of birth lies in the past.")})


class OfTalentQuerySet(models.QuerySet[Part]):
    """Parts of a pool entry, seen with it."""

    def visible_to(self, user: User) -> Self:
        return self.filter(talent__in=Talent.objects.visible_to(user))


class PostHeld(Record):
    """A post someone held, and when; recusal looks for the organisation."""

    talent = models.ForeignKey(
        Talent, models.CASCADE, related_name="posts_held", verbose_name=_("Pool entry")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    unit = models.CharField(_("Unit"), max_length=200)
    title = models.CharField(_("Post held"), max_length=100)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)

    objects = OfTalentQuerySet["PostHeld"].as_manager()

    class Meta:
        verbose_name = _("post held before")
        verbose_name_plural = _("posts held before")
        ordering = ["talent", "-since", "pk"]
        constraints = [
            models.CheckConstraint(
                name="post_held_ends_after_it_began",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                violation_error_message=_("A post cannot end before it began."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.title}"


class Tie(Record):
    """A declared tie with one organisation; who it is about is sealed."""

    class Kind(models.TextChoices):
        KIN = "kin", _("Close relative holds a post there")
        IN_LAW = "in_law", _("Related by marriage to its leaders")
        BUSINESS = "business", _("Business ties")

    talent = models.ForeignKey(Talent, models.CASCADE, related_name="ties", verbose_name=_("Pool entry"))
    kind = models.CharField(_("Kind of tie"), max_length=10, choices=Kind)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    statement = models.BinaryField(editable=False)
    declared_on = models.DateField(_("Declared on"), default=timezone.localdate)

    objects = OfTalentQuerySet["Tie"].as_manager()

    class Meta:
        verbose_name = _("declared tie")
        verbose_name_plural = _("declared ties")
        ordering = ["talent", "declared_on", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.organisation}"

    @property
    def told(self) -> str:
        return unseal(self.statement, about=self.pk)
