"""The keys that sealed reports are sealed to: whose shares open them, and who is opening them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class Purpose(models.TextChoices):
    """What a key opens: what was said, or who said it."""

    REPORT = "report", _("Content of reports")
    IDENTITY = "identity", _("Identity of reporters")


class KeyHolderQuerySet(models.QuerySet["KeyHolder"]):
    def visible_to(self, user: User) -> KeyHolderQuerySet:
        """Only one's own."""
        return self.none() if user.is_administrator else self.filter(user=user)


class KeyHolder(Record):
    """A person with a passphrase (密钥保管人): shares of keys are sealed to this pair and nobody else's.

    `locked` is the private half under the passphrase; the system knows neither.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="key_holder", verbose_name=_("Person")
    )
    public = models.BinaryField(editable=False)
    locked = models.BinaryField(editable=False)
    set_on = models.DateField(_("Passphrase set on"))

    objects = KeyHolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("key holder")
        verbose_name_plural = _("key holders")

    def __str__(self) -> str:
        return str(self.user)


class TeamKeysQuerySet(models.QuerySet["TeamKeys"]):
    def visible_to(self, user: User) -> TeamKeysQuerySet:
        """The team from the day it is formed, and its office."""
        rights = rights_of(user)
        return self.filter(Q(team_id__in=rights.teams) | Q(office_id__in=rights.own_offices))

    def in_use(self) -> TeamKeysQuerySet:
        return self.filter(status=TeamKeys.Status.ACTIVE)


class TeamKeys(Record):
    """Two key pairs of one team for one round (举报密钥): one for what is said, one for who says it.

    Only the public halves are kept whole. The private halves exist as shares, each sealed to one holder.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("In use")
        RETIRED = "retired", _("Replaced")
        DESTROYED = "destroyed", _("Destroyed")

    round = models.ForeignKey("rounds.Round", models.PROTECT, related_name="+", verbose_name=_("Round"))
    team = models.ForeignKey("teams.Team", models.PROTECT, related_name="keys", verbose_name=_("Team"))
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    report_public = models.BinaryField(editable=False)
    identity_public = models.BinaryField(editable=False)
    report_needed = models.PositiveSmallIntegerField(
        _("Persons needed to open reports"), help_text=_("So many holders together open reports.")
    )
    identity_needed = models.PositiveSmallIntegerField(
        _("Persons needed to open identities"), help_text=_("Never fewer than two.")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Made by")
    )
    made_on = models.DateField(_("Made on"))
    retired_on = models.DateField(_("Replaced on"), null=True, blank=True)
    destroyed_on = models.DateField(_("Destroyed on"), null=True, blank=True)
    witness = models.CharField(_("Witness"), max_length=60, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    status = models.CharField(
        _("Status"), max_length=10, choices=Status, default=Status.ACTIVE, db_index=True
    )

    objects = TeamKeysQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting keys")
        verbose_name_plural = _("reporting keys")
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(status="active"),
                name="keys_one_pair_in_use",
                violation_error_message=_("This team has keys in use already."),
            ),
            models.CheckConstraint(
                name="keys_identity_takes_two",
                condition=Q(identity_needed__gte=2),
                violation_error_message=_("An identity is never opened by one person alone."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.fingerprint}"

    def get_absolute_url(self) -> str:
        return reverse("intake:keys", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False

    @property
    def fingerprint(self) -> str:
        """The beginning of the report key, by which two people compare keys aloud."""
        return bytes(self.report_public).hex()[:8].upper()

    def needed(self, purpose: str) -> int:
        return self.report_needed if purpose == Purpose.REPORT else self.identity_needed


class KeyShareQuerySet(models.QuerySet["KeyShare"]):
    def visible_to(self, user: User) -> KeyShareQuerySet:
        return self.filter(keys__in=TeamKeys.objects.visible_to(user))


class KeyShare(Record):
    """One holder's share of one private key, sealed to that holder."""

    keys = models.ForeignKey(TeamKeys, models.PROTECT, related_name="shares")
    purpose = models.CharField(_("Opens"), max_length=10, choices=Purpose)
    holder = models.ForeignKey(KeyHolder, models.PROTECT, related_name="shares", verbose_name=_("Holder"))
    number = models.PositiveSmallIntegerField(_("Share"))
    sealed = models.BinaryField(editable=False)

    objects = KeyShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share of a key")
        verbose_name_plural = _("shares of keys")
        ordering = ["purpose", "number"]
        constraints = [
            models.UniqueConstraint(fields=["keys", "purpose", "holder"], name="share_one_a_holder"),
            models.UniqueConstraint(fields=["keys", "purpose", "number"], name="share_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.number} · {self.holder}"


class UnlockingQuerySet(models.QuerySet["Unlocking"]):
    def visible_to(self, user: User) -> UnlockingQuerySet:
        return self.filter(keys__in=TeamKeys.objects.visible_to(user))

    def open(self) -> UnlockingQuerySet:
        return self.filter(expires_at__gt=timezone.now(), used_at__isnull=True)


class Unlocking(Record):
    """One person's request to open what a key seals: for a working session, one identity, or to share anew.

    Holders seal their shares to `public`, of which only the asking person's browser has the private half: the
    database holds nothing that opens anything.
    """

    keys = models.ForeignKey(TeamKeys, models.PROTECT, related_name="unlockings")
    purpose = models.CharField(_("Opens"), max_length=10, choices=Purpose)
    report = models.ForeignKey(
        "intake.SealedReport", models.PROTECT, null=True, blank=True, related_name="unlockings"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Requested by")
    )
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    public = models.BinaryField(editable=False)
    expires_at = models.DateTimeField(_("Expires at"))
    used_at = models.DateTimeField(_("Used at"), null=True, blank=True)

    objects = UnlockingQuerySet.as_manager()

    class Meta:
        verbose_name = _("unlocking")
        verbose_name_plural = _("unlockings")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="unlocking_identity_says_why",
                condition=Q(purpose="report", report__isnull=True) | Q(purpose="identity") & ~Q(reason=""),
                violation_error_message=_("Say why you need to know who reported."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.by}"

    def get_absolute_url(self) -> str:
        return reverse("intake:unlocking", args=[self.pk])


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def visible_to(self, user: User) -> ContributionQuerySet:
        return self.filter(unlocking__in=Unlocking.objects.visible_to(user))


class Contribution(Record):
    """A holder's share, sealed to the browser of the person who asked. Deleted when the unlocking ends."""

    unlocking = models.ForeignKey(Unlocking, models.CASCADE, related_name="contributions")
    share = models.ForeignKey(KeyShare, models.PROTECT, related_name="+")
    sealed = models.BinaryField(editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        verbose_name = _("contributed share")
        verbose_name_plural = _("contributed shares")
        constraints = [
            models.UniqueConstraint(fields=["unlocking", "share"], name="contribution_once"),
        ]

    def __str__(self) -> str:
        return str(self.share)
