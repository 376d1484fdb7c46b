"""Rectification plans and the items they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of, scope

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def _mine(user: User) -> Q:
    """Team, offices and leading group; the organisation itself; those who supervise its rectification."""
    rights = rights_of(user)
    deciding = Q(office_id__in=rights.groups | rights.supervised_offices)
    return (scope(user) | deciding | Q(organisation_id__in=rights.organisations)) & ~Q(
        inspection_id__in=rights.recused_inspections
    )


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: User) -> PlanQuerySet:
        return self.filter(_mine(user))


class Plan(Record):
    """The organisation's rectification plan (整改方案) for one inspection."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being written")
        ADOPTED = "adopted", _("Adopted by the Party organisation")
        SUBMITTED = "submitted", _("Under joint review")
        ACCEPTED = "accepted", _("Accepted")
        REPORTED = "reported", _("Progress reported")
        CONCLUDED = "concluded", _("Concluded")

    class Grade(models.TextChoices):
        NONE = "", _("Not graded")
        GOOD = "good", _("Good")
        FAIR = "fair", _("Fairly good")
        ORDINARY = "ordinary", _("Ordinary")
        POOR = "poor", _("Poor")

    inspection = models.OneToOneField(
        "inspections.Inspection", models.PROTECT, related_name="plan", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    opinion = models.OneToOneField(
        "feedback.FeedbackOpinion", models.PROTECT, related_name="plan", verbose_name=_("Feedback opinion")
    )
    status = models.CharField(_("Status"), max_length=12, choices=Status, default=Status.DRAFT)
    principal = models.CharField(_("First to answer for rectification"), max_length=60, blank=True)
    general = models.TextField(_("General requirements"), blank=True)
    due_on = models.DateField(_("Plan due on"), null=True, blank=True)
    adopted_on = models.DateField(_("Adopted on"), null=True, blank=True)
    submitted_on = models.DateField(_("Submitted on"), null=True, blank=True)
    accepted_on = models.DateField(_("Accepted on"), null=True, blank=True)
    returned_times = models.PositiveIntegerField(_("Times returned"), default=0)
    progress_report = models.TextField(_("Progress report"), blank=True)
    principal_report = models.TextField(_("Principal's own report"), blank=True)
    reported_on = models.DateField(_("Progress reported on"), null=True, blank=True)
    grade = models.CharField(_("Grade"), max_length=10, choices=Grade, default=Grade.NONE, blank=True)
    concluded_on = models.DateField(_("Concluded on"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Opened by")
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification plan")
        verbose_name_plural = _("rectification plans")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(_("Rectification plan of %(name)s")) % {"name": self.organisation}

    def get_absolute_url(self) -> str:
        return reverse("rectification:plan", args=[self.pk])


class PlanOpinionQuerySet(models.QuerySet["PlanOpinion"]):
    def visible_to(self, user: User) -> PlanOpinionQuerySet:
        return self.filter(plan__in=Plan.objects.visible_to(user))


class PlanOpinion(Record):
    """What one of the three reviewers says of one submission of the plan."""

    class Side(models.TextChoices):
        OFFICE = "office", _("Inspection office")
        DISCIPLINE = "discipline", _("Discipline body")
        ORGANISATION = "organisation", _("Organisation department")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="opinions", verbose_name=_("Plan"))
    submission = models.PositiveIntegerField(_("Submission"))
    side = models.CharField(_("Reviewer"), max_length=12, choices=Side)
    agrees = models.BooleanField(_("Agrees"))
    text = models.TextField(_("Opinion"), blank=True)
    given_on = models.DateField(_("Given on"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("By"))

    objects = PlanOpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("review opinion")
        verbose_name_plural = _("review opinions")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "submission", "side"], name="plan_opinion_once_a_side")
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} · {self.plan}"


class ItemQuerySet(models.QuerySet["Item"]):
    def visible_to(self, user: User) -> ItemQuerySet:
        return self.filter(_mine(user))

    def open(self) -> ItemQuerySet:
        return self.exclude(status__in=Item.SETTLED)

    def overdue(self) -> ItemQuerySet:
        """Open items whose day has passed."""
        return self.open().filter(due_on__lt=timezone.localdate())


class Item(Record):
    """One line of the rectification ledger: an issue copied word for word, and what is done about it."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("Not started")
        IN_PROGRESS = "in_progress", _("In progress")
        DONE_UNCHECKED = "done_unchecked", _("Done, to be checked")
        CONFIRMED = "confirmed", _("Confirmed, to be written off")
        WRITTEN_OFF = "written_off", _("Written off")
        STAGED = "staged", _("Done in stages, goes on")
        NOT_DONE = "not_done", _("Not done")
        REBOUNDED = "rebounded", _("Rebounded")

    class Kind(models.TextChoices):
        IMMEDIATE = "immediate", _("At once")
        DATED = "dated", _("By a date")
        STAGED = "staged", _("In stages")
        LASTING = "lasting", _("Lasting")

    class Owner(models.TextChoices):
        """Which of the two ledgers (双台账) the item is kept in."""

        DISCIPLINE = "discipline", _("Discipline body")
        ORGANISATION = "organisation", _("Organisation department")

    SETTLED = (Status.WRITTEN_OFF, Status.STAGED, Status.REBOUNDED)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="items", verbose_name=_("Plan"))
    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="+", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    issue = models.ForeignKey(
        "feedback.FeedbackIssue", models.PROTECT, related_name="items", verbose_name=_("Issue fed back")
    )
    reopened_from = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reopened_as",
        verbose_name=_("Reopened from"),
    )
    order = models.PositiveIntegerField(_("No."))
    text = models.TextField(_("Issue fed back"))
    goal = models.TextField(_("Goal"), blank=True)
    measures = models.TextField(_("Measures"), blank=True)
    leader = models.CharField(_("Responsible leader"), max_length=60, blank=True)
    lead_dept = models.CharField(_("Responsible unit"), max_length=120, blank=True)
    coop_dept = models.CharField(_("Cooperating units"), max_length=200, blank=True)
    due_on = models.DateField(_("Due on"), null=True, blank=True, db_index=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.DATED)
    owner = models.CharField(_("Ledger kept by"), max_length=12, choices=Owner, default=Owner.DISCIPLINE)
    status = models.CharField(_("Status"), max_length=16, choices=Status, default=Status.NOT_STARTED)
    done_on = models.DateField(_("Reported done on"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Reported done by"),
    )
    confirmed_on = models.DateField(_("Confirmed on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Confirmed by"),
    )
    written_off_on = models.DateField(_("Written off on"), null=True, blank=True)
    written_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Written off by"),
    )
    returned_times = models.PositiveIntegerField(_("Times returned"), default=0)
    false_rectification = models.BooleanField(_("False rectification"), default=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification item")
        verbose_name_plural = _("rectification items")
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "order"], name="item_order_once"),
            models.CheckConstraint(
                name="item_written_off_by_another",
                condition=Q(written_off_by__isnull=True)
                | ~Q(written_off_by=models.F("confirmed_by")) & ~Q(written_off_by=models.F("done_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}. {self.text[:40]}"

    def get_absolute_url(self) -> str:
        return reverse("rectification:item", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        settled = self.status in Item.SETTLED
        return bool(self.due_on and self.due_on < timezone.localdate() and not settled)


class ProgressQuerySet(models.QuerySet["Progress"]):
    def visible_to(self, user: User) -> ProgressQuerySet:
        return self.filter(item__in=Item.objects.visible_to(user))


class Progress(Record):
    """What was done about an item on a day, with its evidence and what it brought."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="progress", verbose_name=_("Item"))
    on = models.DateField(_("Date"), default=timezone.localdate)
    text = models.TextField(_("What was done"))
    evidence = models.ForeignKey(
        "files.Attachment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Evidence"),
    )
    recovered = models.DecimalField(_("Recovered (yuan)"), max_digits=16, decimal_places=2, default=0)
    handled_persons = models.PositiveIntegerField(_("Persons handled"), default=0)
    rules_made = models.PositiveIntegerField(_("Rules made or amended"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("By"))

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["on", "created_at"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.text[:30]}"

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()
