"""Keys, channels, packages, and the common past of what several places write in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation import scopes
from mingcha.foundation.records import Record

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def reached(user: User) -> Q:
    """The office's own, and those of one's inspections; nothing of what one is recused from."""
    mine = Q(office__in=scopes.get("own_offices")(user)) | Q(inspection__in=scopes.get("inspections")(user))
    recused = scopes.get("recused_inspections")(user)
    return mine & ~Q(inspection__in=recused) if recused else mine


class SiteKeysQuerySet(models.QuerySet["SiteKeys"]):
    def visible_to(self, user: User) -> SiteKeysQuerySet:
        """Public halves are shown to the system administrator; offices see their fingerprint on channels."""
        return self.all() if user.administration == "system" else self.none()

    def in_use(self) -> SiteKeysQuerySet:
        return self.filter(retired_at__isnull=True)


class SiteKeys(Record):
    """The keys of this installation: one signs what it sends, the other opens what is sealed to it.

    Private halves are sealed with the key that is kept outside the database. A site that must be able
    to open nothing has no sealing key. `site` is what this place is called in the history of records;
    it outlives the keys.
    """

    name = models.CharField(_("Name of this site"), max_length=100)
    site = models.CharField(max_length=32, editable=False)
    signing_public = models.BinaryField(max_length=32)
    signing_sealed = models.BinaryField(editable=False)
    sealing_public = models.BinaryField(max_length=32, null=True)
    sealing_sealed = models.BinaryField(null=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Prepared by")
    )
    retired_at = models.DateTimeField(_("Retired at"), null=True, editable=False)

    objects = SiteKeysQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange keys")
        verbose_name_plural = _("exchange keys")
        constraints = [
            models.UniqueConstraint(
                models.Value(1), condition=Q(retired_at__isnull=True), name="site_keys_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, user: User) -> ChannelQuerySet:
        return self.none() if user.is_administrator else self.filter(reached(user))


class Channel(Record):
    """The way to one other installation: who it is, its keys, and how far the numbering has come.

    A channel carries nothing until a second person has compared the fingerprints (`confirmed_by`). One
    between a laptop and its office belongs to one inspection.
    """

    class Partner(models.TextChoices):
        OUTER = "outer", _("Our outer site")
        INNER = "inner", _("Our inner site")
        LAPTOP = "laptop", _("A team's laptop")
        OFFICE = "office", _("The office, seen from the laptop")
        UPPER = "upper", _("An office above")
        LOWER = "lower", _("An office below")

    name = models.CharField(_("Name of the channel"), max_length=100)
    partner = models.CharField(_("Other side"), max_length=10, choices=Partner)
    office = models.UUIDField(_("Office"))
    inspection = models.UUIDField(_("Inspection"), null=True, blank=True)
    peer_office = models.UUIDField(_("Office of the other side"), null=True, blank=True)
    peer_signing = models.BinaryField(max_length=32)
    peer_sealing = models.BinaryField(max_length=32, null=True)
    suite = models.PositiveSmallIntegerField(_("Algorithms"), default=1)
    sent_number = models.PositiveIntegerField(_("Packages sent"), default=0, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Set up by")
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Fingerprint compared by"),
    )
    made_together = models.BooleanField(
        _("Keys made together"),
        default=False,
        editable=False,
        help_text=_("Both sides' keys were made on this machine; there was nothing to compare."),
    )
    closed_at = models.DateTimeField(_("Closed at"), null=True, blank=True, editable=False)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["office", "name"], name="channel_of_office")]
        constraints = [
            models.UniqueConstraint(
                fields=["peer_signing"], condition=Q(closed_at__isnull=True), name="channel_one_a_partner"
            ),
            models.CheckConstraint(
                name="channel_compared_by_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                violation_error_message=_("A second person compares the fingerprints."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("exchange:channel", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and (self.made_together or self.confirmed_by_id is not None)


class PackageQuerySet(models.QuerySet["Package"]):
    def visible_to(self, user: User) -> PackageQuerySet:
        """Those of one's channels, and what one brought that belongs to none."""
        mine = Q(channel__in=Channel.objects.visible_to(user)) | Q(channel__isnull=True, by=user)
        return self.none() if user.is_administrator else self.filter(mine)

    def sent(self) -> PackageQuerySet:
        return self.filter(direction=Package.Direction.SENT)

    def received(self) -> PackageQuerySet:
        return self.filter(direction=Package.Direction.RECEIVED)


class Package(Record):
    """One package that went out or was brought in, also one that was refused."""

    class Direction(models.TextChoices):
        SENT = "sent", _("Sent")
        RECEIVED = "received", _("Received")

    class Outcome(models.TextChoices):
        WRITTEN = "written", _("Written, no receipt yet")
        ACKNOWLEDGED = "acknowledged", _("Receipt read")
        LOST = "lost", _("Reported missing or refused")
        VERIFIED = "verified", _("Verified, not taken in yet")
        APPLIED = "applied", _("Taken in")
        REFUSED = "refused", _("Refused")

    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, related_name="packages", verbose_name=_("Exchange channel")
    )
    direction = models.CharField(_("Direction"), max_length=10, choices=Direction)
    number = models.PositiveIntegerField(_("No."), null=True)
    digest = models.CharField(_("Digest"), max_length=128, blank=True)
    previous = models.CharField(max_length=128, blank=True)
    made_on = models.DateField(_("Made on"), null=True)
    size = models.BigIntegerField(_("Size (bytes)"), default=0)
    kinds = models.JSONField(_("Contents"), default=dict)
    changed = models.JSONField(_("New or changed"), default=dict)
    files = models.PositiveIntegerField(_("Number of files"), default=0)
    file_name = models.CharField(_("File name"), max_length=200, blank=True)
    void = models.JSONField(default=list)
    outcome = models.CharField(_("Outcome"), max_length=14, choices=Outcome)
    reason = models.TextField(_("Reason"), blank=True)
    ended_at = models.DateTimeField(_("Taken in, acknowledged or refused at"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("By"))

    objects = PackageQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange package")
        verbose_name_plural = _("exchange packages")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["channel", "-created_at"], name="package_of_channel")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "direction", "number"],
                condition=~Q(outcome="refused"),
                name="package_number_once",
            )
        ]

    def __str__(self) -> str:
        numbered = f"{self.channel} {self.number}" if self.number else self.file_name
        return f"{self.get_direction_display()} · {numbered}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:package", args=[self.pk])

    @property
    def name(self) -> str:
        """What it is called among the packages of its channel."""
        return str(_("No. %(number)s") % {"number": self.number}) if self.number else self.file_name

    @property
    def is_received(self) -> bool:
        return self.direction == Package.Direction.RECEIVED

    @property
    def records(self) -> int:
        return sum(self.kinds.values())


class Sent(models.Model):
    """That a record went out on a channel, and what it looked like, so that it goes again only if changed."""

    id = models.BigAutoField(primary_key=True)
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="+")
    package = models.ForeignKey(Package, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    item = models.UUIDField()
    digest = models.BinaryField(max_length=16)

    class Meta:
        verbose_name = _("record sent")
        verbose_name_plural = _("records sent")
        constraints = [models.UniqueConstraint(fields=["channel", "kind", "item"], name="sent_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.item}"


class CopyQuerySet(models.QuerySet["Copy"]):
    def visible_to(self, user: User) -> CopyQuerySet:
        return self.none() if user.is_administrator else self.filter(reached(user))

    def in_conflict(self) -> CopyQuerySet:
        return self.filter(conflicts__gt=0)


class Copy(Record):
    """What this place knows of the past of one record that several places write in.

    `past` is the record of `merging.Past`, compressed and sealed, since it repeats what the record says.
    """

    kind = models.CharField(_("Kind of record"), max_length=60)
    record = models.UUIDField(_("Record"))
    title = models.CharField(_("Title"), max_length=300, blank=True)
    office = models.UUIDField(_("Office"))
    inspection = models.UUIDField(_("Inspection"), null=True)
    past = models.BinaryField(editable=False)
    conflicts = models.PositiveSmallIntegerField(_("Fields both sides changed"), default=0)

    objects = CopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared record")
        verbose_name_plural = _("shared records")
        ordering = ["kind", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "record"], name="copy_once")]
        indexes = [
            models.Index(fields=["office", "id"], condition=Q(conflicts__gt=0), name="copy_in_conflict")
        ]

    def __str__(self) -> str:
        return self.title or str(self.record)

    def get_absolute_url(self) -> str:
        return reverse("exchange:conflict", args=[self.pk])


def facts_of(package: Package) -> dict[str, Any]:
    """What the trail keeps of a package: which, how much, never what it says."""
    return {
        "number": package.number,
        "digest": package.digest,
        "size": package.size,
        "count": package.records,
        "kinds": package.kinds,
    }
