"""Data sets, the rounds that may use them, their versions, and what is on its way to become one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.foundation.files.models import Marking
from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def visible_to(self, user: User) -> DatasetQuerySet:
        """The office's own people and teams of granted rounds while authorised; nobody recused there."""
        rights = rights_of(user)
        granted = Grant.objects.filter(round__tasks__in=rights.inspections)
        seen = self.filter(Q(office_id__in=rights.own_offices) | Q(pk__in=granted.values("dataset")))
        if rights.recused_inspections:
            theirs = Grant.objects.filter(round__tasks__in=rights.recused_inspections)
            seen = seen.exclude(pk__in=theirs.values("dataset"))
        return seen

    def open(self) -> DatasetQuerySet:
        return self.filter(status=Dataset.Status.OPEN)

    def overdue(self, on: date | None = None) -> DatasetQuerySet:
        """Those that should have been destroyed by now."""
        return self.open().filter(keep_until__lt=on or timezone.localdate())


class Dataset(Record):
    """One table an office was given for its inspections (数据集): on what ground, for what, until when."""

    class Status(models.TextChoices):
        OPEN = "open", _("In use")
        DESTROYED = "destroyed", _("Destroyed")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    contract = models.CharField(_("Data contract"), max_length=60, db_index=True)
    title = models.CharField(_("Title"), max_length=120)
    department = models.CharField(_("Department that gave it"), max_length=120)
    letter_number = models.CharField(
        _("No. of the letter"), max_length=80, help_text=_("The letter by which the data were asked for.")
    )
    letter_on = models.DateField(_("Date of the letter"))
    purpose = models.TextField(_("Purpose"), max_length=1000)
    marking = models.CharField(_("Marking"), max_length=12, choices=Marking, default=Marking.INTERNAL)
    encrypted = models.BooleanField(
        _("Encrypted"),
        default=True,
        help_text=_("Its files are sealed on disk. Work secrets always are."),
    )
    keep_until = models.DateField(_("Keep until"), db_index=True)
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.OPEN, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Registered by")
    )
    destroyed_on = models.DateField(_("Destroyed on"), null=True, blank=True)
    destroyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Destroyed by"),
    )
    witness = models.CharField(
        _("Witness"), max_length=60, blank=True, help_text=_("Who stood by while the data were destroyed.")
    )
    reason = models.CharField(_("Reason for the destruction"), max_length=300, blank=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        verbose_name = _("data set")
        verbose_name_plural = _("data sets")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "contract", "title"],
                name="dataset_title_once",
                violation_error_message=_(
                    "This office already has a data set of that contract with that title."
                ),
            ),
            models.CheckConstraint(
                name="dataset_work_secret_is_encrypted",
                condition=~Q(marking="work_secret") | Q(encrypted=True),
                violation_error_message=_("Work secrets are always encrypted."),
            ),
            models.CheckConstraint(
                name="dataset_kept_after_letter",
                condition=Q(keep_until__gte=F("letter_on")),
                violation_error_message=_("It must be kept at least until the day of the letter."),
            ),
            models.CheckConstraint(
                name="dataset_destruction_is_whole",
                condition=Q(status="open", destroyed_on__isnull=True, destroyed_by__isnull=True)
                | (
                    Q(status="destroyed", destroyed_on__isnull=False, destroyed_by__isnull=False)
                    & ~Q(witness="")
                ),
                violation_error_message=_("Name the witness of the destruction."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("datasets:detail", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """The letter and the answer are attached by the office."""
        return self.office_id in rights_of(user).own_offices

    @property
    def is_open(self) -> bool:
        return self.status == Dataset.Status.OPEN

    @property
    def declared(self) -> Contract | None:
        """Its contract; None where the contract has left the catalogue since."""
        return CONTRACTS.get(self.contract)

    @property
    def contract_title(self) -> str:
        return str(self.declared or self.contract)

    @property
    def days_left(self) -> int:
        """Until it must be destroyed; negative once that is overdue."""
        return (self.keep_until - timezone.localdate()).days


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user: User) -> GrantQuerySet:
        """As the data set."""
        return self.filter(dataset__in=Dataset.objects.visible_to(user))


class Grant(Record):
    """A round whose teams may use a data set, each member as long as the authorisation is in force."""

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="grants", verbose_name=_("Data set"))
    round = models.ForeignKey("rounds.Round", models.PROTECT, related_name="+", verbose_name=_("Round"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Granted by")
    )

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "round"],
                name="grant_once_a_round",
                violation_error_message=_("The teams of this round may use it already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dataset} · {self.round}"


class SourceKind(models.TextChoices):
    EXCEL = "excel", _("Excel")
    TEXT = "text", _("Text table")
    PARQUET = "parquet", _("Parquet")
    DATABASE = "database", _("Database")


class VersionQuerySet(models.QuerySet["Version"]):
    def visible_to(self, user: User) -> VersionQuerySet:
        """As the data set."""
        return self.filter(dataset__in=Dataset.objects.visible_to(user))

    def kept(self) -> VersionQuerySet:
        """Those whose rows are still there."""
        return self.filter(destroyed_at=None)


class Version(Record):
    """The rows of a data set as they were loaded once (版本): never changed, only destroyed."""

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="versions", verbose_name=_("Data set"))
    number = models.PositiveIntegerField(_("Version no."))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Loaded by")
    )
    source_kind = models.CharField(_("Kind of source"), max_length=10, choices=SourceKind)
    file_name = models.CharField(_("File name"), max_length=200)
    source_digest = models.CharField(_("Digest of the file (SM3)"), max_length=64, db_index=True)
    digest = models.CharField(_("Digest of the stored rows (SHA-256)"), max_length=64)
    size = models.BigIntegerField(_("Size (bytes)"))
    sealed = models.BooleanField(_("Encrypted"))
    rows = models.PositiveBigIntegerField(_("Rows"))
    set_aside = models.PositiveBigIntegerField(_("Set aside"))
    marked = models.PositiveBigIntegerField(_("Kept with a mark"))
    report = models.JSONField(_("Report"), default=dict)
    lineage = models.JSONField(_("Lineage"), default=dict)
    profile = models.JSONField(_("Profile"), default=list)
    destroyed_at = models.DateTimeField(_("Destroyed at"), null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a data set")
        verbose_name_plural = _("versions of data sets")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="version_number_once"),
            models.CheckConstraint(name="version_has_rows", condition=Q(rows__gt=0)),
            models.CheckConstraint(
                name="version_destroyed_tells_nothing", condition=Q(destroyed_at__isnull=True) | Q(profile=[])
            ),
        ]

    def __str__(self) -> str:
        return _("%(dataset)s, version %(number)s") % {"dataset": self.dataset, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("datasets:version", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """Papers belong to the data set."""
        return False

    @property
    def is_kept(self) -> bool:
        return self.destroyed_at is None

    @property
    def place(self) -> store.Place:
        return store.version_place(self.pk, sealed=self.sealed)


class MappingQuerySet(models.QuerySet["Mapping"]):
    def visible_to(self, user: User) -> MappingQuerySet:
        """Those of the offices one works in or was sent by; they hold headings, never values."""
        rights = rights_of(user)
        return self.filter(office_id__in=rights.own_offices | rights.team_offices)


class Mapping(Record):
    """Which column was which the last time an office loaded a table with the same headings."""

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    contract = models.CharField(_("Data contract"), max_length=60)
    signature = models.CharField(_("Headings"), max_length=64)
    columns = models.JSONField(_("Columns"), default=dict)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Last used by")
    )

    objects = MappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("remembered mapping")
        verbose_name_plural = _("remembered mappings")
        constraints = [
            models.UniqueConstraint(
                fields=["office", "contract", "signature"], name="mapping_once_by_headings"
            )
        ]

    def __str__(self) -> str:
        return self.contract


class LoadQuerySet(models.QuerySet["Load"]):
    def visible_to(self, user: User) -> LoadQuerySet:
        """One's own, as long as one sees the data set."""
        return self.filter(by=user, dataset__in=Dataset.objects.visible_to(user))


class Load(Record):
    """A file on its way to become a version; gone when loaded, given up, or a day old.

    Its key becomes the version's, so that what is sealed for the one opens for the other. `sample` are the
    first rows, sealed; `plan` how the file is to be read; `staged` the digest of what the check wrote.
    """

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="loads", verbose_name=_("Data set"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Loaded by")
    )
    source_kind = models.CharField(_("Kind of source"), max_length=10, choices=SourceKind)
    file_name = models.CharField(_("File name"), max_length=200)
    size = models.BigIntegerField(_("Size (bytes)"))
    digest = models.CharField(_("Digest of the file (SM3)"), max_length=64)
    source = models.JSONField(default=dict)
    sheets = models.JSONField(default=list)
    sheet = models.CharField(_("Sheet"), max_length=100, blank=True)
    header = models.PositiveIntegerField(_("Row of the headings"), default=1)
    headings = models.JSONField(default=list)
    sample = models.BinaryField(null=True, editable=False)
    plan = models.JSONField(default=dict)
    report = models.JSONField(default=dict)
    profile = models.JSONField(default=list)
    staged = models.CharField(max_length=64, blank=True)
    sealed = models.BooleanField(default=True)

    objects = LoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("load")
        verbose_name_plural = _("loads")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("datasets:load", args=[self.pk])

    @property
    def is_checked(self) -> bool:
        return bool(self.staged)

    @property
    def incoming(self) -> store.Place:
        return store.incoming(self.pk)

    @property
    def place(self) -> store.Place:
        """Where the check puts what would be loaded."""
        return store.staged(self.pk, sealed=self.sealed)
