"""Runs of supervision models, and what people said of their hits."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.own import own_as_model
from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import offices_of, rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def model_of(code: str) -> Model | None:
    """The model of this code: the library's, or an office's own."""
    if found := MODELS.get(code):
        return found
    own = own_of(code)
    return own.as_model if own else None


def own_of(code: str) -> OwnModel | None:
    """An office's own model by its code; None for the library's."""
    office, _dash, number = code.removeprefix("Z").partition("-")
    if not code.startswith("Z") or not number.isdigit():
        return None
    known = OwnModel.objects.filter(number=number).select_related("author")
    return next((own for own in known if own.office_id.hex.endswith(office)), None)


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User) -> RunQuerySet:
        """The office that ran it, and the team for whose inspection it was run."""
        rights = rights_of(user)
        mine = Q(office_id__in=rights.own_offices) | Q(task_id__in=rights.inspections)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)


class Run(Record):
    """One run of one model: which version, with what, on which data, by whom and why.

    `fingerprint` is of model version, parameters and data; the same fingerprint gives the same `digest`
    of hits. The hits are kept sealed beside the database; only clues are records.
    """

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    task = models.ForeignKey(
        "rounds.Task",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="runs",
        verbose_name=_("Inspection"),
    )
    model_code = models.CharField(_("Model"), max_length=20, db_index=True)
    model_version = models.PositiveIntegerField(_("Model version"))
    parameters = models.JSONField(_("Parameters"), default=dict)
    why = models.CharField(_("Why it is run"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Run by")
    )
    engine = models.CharField(_("Engine"), max_length=60, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+", editable=False)
    finished_at = models.DateTimeField(_("Finished at"), null=True, blank=True)
    hit_count = models.PositiveIntegerField(_("Hits"), default=0)
    raised_count = models.PositiveIntegerField(_("Clues raised"), default=0)
    known_count = models.PositiveIntegerField(_("Known before"), default=0)
    explained_count = models.PositiveIntegerField(_("Explained before"), default=0)
    unjudged = models.JSONField(_("Not judged"), default=dict)
    digest = models.CharField(_("Digest of the hits"), max_length=64, blank=True)

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = _("run of a model")
        verbose_name_plural = _("runs of models")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["office", "-created_at"], name="run_of_office")]

    def __str__(self) -> str:
        return f"{self.title} · {timezone.localdate(self.created_at)}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:run", args=[self.pk])

    @property
    def model(self) -> Model | None:
        """The model as it is now, of the library or the office's own; None once it is gone."""
        return model_of(self.model_code)

    @property
    def title(self) -> str:
        return str(self.model or self.model_code)


class RunInputQuerySet(models.QuerySet["RunInput"]):
    def visible_to(self, user: User) -> RunInputQuerySet:
        """As the run."""
        return self.filter(run__in=Run.objects.visible_to(user))


class RunInput(Record):
    """One input of a run: the name the model gives it, and the version of the data set it was given."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="inputs")
    name = models.CharField(_("Input"), max_length=60)
    version = models.ForeignKey(
        "datasets.Version", models.PROTECT, related_name="+", verbose_name=_("Version of the data set")
    )

    objects = RunInputQuerySet.as_manager()

    class Meta:
        verbose_name = _("input of a run")
        verbose_name_plural = _("inputs of runs")
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="run_input_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.version}"


class OwnModelQuerySet(models.QuerySet["OwnModel"]):
    def visible_to(self, user: User) -> OwnModelQuerySet:
        """The office's own people, and the teams it sent while they are at work."""
        rights = rights_of(user)
        offices = rights.own_offices | (rights.team_offices if rights.inspections else frozenset())
        return self.filter(office_id__in=offices)

    def usable(self) -> OwnModelQuerySet:
        return self.filter(status=OwnModel.Status.APPROVED)


class OwnModel(Record):
    """An analyst's own model (自建模型): one SELECT over contracted tables, reviewed by a second person.

    The SELECT gives `subject_key` and `keys_<table>` (the keys of the rows behind a hit); it may give
    `subject_name`, `score` in [0, 1], and further columns, which become the evidence.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        REVIEW = "review", _("Under review")
        APPROVED = "approved", _("In use")
        RETIRED = "retired", _("Retired")

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    number = models.PositiveIntegerField(_("No."), editable=False)
    version = models.PositiveIntegerField(_("Version"), default=1, editable=False)
    title = models.CharField(_("Name of the model"), max_length=60)
    area = models.CharField(_("Area"), max_length=20)
    subject_kind = models.CharField(_("A hit is about"), max_length=12)
    looks_for = models.CharField(_("What it looks for"), max_length=300)
    to_check = models.TextField(_("What to check"), help_text=_("What a person should do to verify a hit."))
    contracts = models.JSONField(_("Tables"), default=list)
    sql = models.TextField(_("SQL"))
    parameters = models.JSONField(_("Parameters"), default=dict, blank=True)
    previewed = models.CharField(max_length=64, blank=True, editable=False)
    columns = models.JSONField(default=list, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Model written by")
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Reviewed by"),
    )
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True)

    objects = OwnModelQuerySet.as_manager()

    class Meta:
        verbose_name = _("own model")
        verbose_name_plural = _("own models")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["office", "number"], name="own_model_number"),
            models.CheckConstraint(
                name="own_model_reviewed_by_another",
                condition=models.Q(reviewed_by__isnull=True) | ~models.Q(reviewed_by=models.F("author")),
                violation_error_message=_("Whoever wrote a model does not review it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:own", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False

    @property
    def code(self) -> str:
        """Told apart from the library's by its letter, and between offices by the office's key."""
        return f"Z{self.office_id.hex[-6:]}-{self.number}"

    @property
    def as_model(self) -> Model:
        """The same shape as the library's, so that runs, clues and precision work alike."""
        return own_as_model(self)


class Outcome(models.TextChoices):
    """What a person found of a hit."""

    CONFIRMED = "confirmed", _("Found true")
    PARTLY = "partly", _("Confirmed in part")
    NOT_CONFIRMED = "not_confirmed", _("Not confirmed")
    ALLOWED = "allowed", _("Allowed by policy")
    DATA_ERROR = "data_error", _("Data error")


TRUE_ONES = (Outcome.CONFIRMED, Outcome.PARTLY)


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, user: User) -> VerdictQuerySet:
        """Precision is counted within the offices whose figures one reads."""
        return self.filter(office_id__in=offices_of(user))


class Verdict(Record):
    """What became of one clue, kept for the precision of its model: no subject, no reason, no name."""

    clue_id: models.UUIDField[UUID, UUID] = models.UUIDField(unique=True, editable=False)
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    model_code = models.CharField(_("Model"), max_length=20)
    model_version = models.PositiveIntegerField(_("Model version"))
    outcome = models.CharField(_("Verdict"), max_length=16, choices=Outcome)
    false_positive = models.CharField(_("Innocent explanation"), max_length=40, blank=True)
    given_on = models.DateField(_("Verdict given on"))

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["-given_on", "-pk"]
        indexes = [models.Index(fields=["model_code", "model_version", "given_on"], name="verdict_of_model")]

    def __str__(self) -> str:
        return f"{self.model_code} {self.get_outcome_display()}"
