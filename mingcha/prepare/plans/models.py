"""Work plans and handbooks, their versions, paragraphs, and what reviewers said of these."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record, new_id
from mingcha.prepare.rounds.models import recused_rounds
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class WorkPlanQuerySet(models.QuerySet["WorkPlan"]):
    def visible_to(self, user: User) -> WorkPlanQuerySet:
        """The office, its leading group and the round's teams; once submitted, the offices above."""
        rights = rights_of(user)
        own = Q(office_id__in=rights.own_offices | rights.groups) | Q(round_id__in=rights.rounds)
        above = Q(office_id__in=rights.offices, submitted_on__isnull=False)
        return self.filter(own | above)

    def approved(self) -> WorkPlanQuerySet:
        return self.filter(status__in=WorkPlan.APPROVED_ONES)

    def files_open_to(self, user: User) -> WorkPlanQuerySet:
        """The paper names every organisation of the round."""
        return self.visible_to(user).exclude(round_id__in=recused_rounds(user))


class WorkPlan(Record):
    """What a round is to do and how, as the office writes it and the level above reviews it (domain.md 4.2).

    `reviewer` is the office above; where there is none in this installation, the leading group reviews.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Work plan")
        HANDBOOK = "handbook", _("Handbook")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in_review", _("In pre-review")
        RETURNED = "returned", _("Returned for changes")
        APPROVED = "approved", _("Approved")
        SENT = "sent", _("Sent down")

    APPROVED_ONES = (Status.APPROVED, Status.SENT)
    WRITABLE = (Status.DRAFT, Status.RETURNED)

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, related_name="work_plans", verbose_name=_("Round")
    )
    kind = models.CharField(_("Kind of paper"), max_length=10, choices=Kind, default=Kind.PLAN)
    title = models.CharField(_("Title"), max_length=200)
    template = models.ForeignKey(
        "papers.PaperTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Begun with"),
    )
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True)
    reviewer = models.ForeignKey(
        "bodies.Body",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Reviewed by the level above"),
    )
    opinion = models.TextField(_("Opinion of the pre-review"), blank=True)
    returned_times = models.PositiveIntegerField(_("Times returned"), default=0)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Drafted by")
    )
    submitted_on = models.DateField(_("Submitted on"), null=True, blank=True)
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Person who approved"),
    )
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)

    objects = WorkPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("work plan")
        verbose_name_plural = _("work plans")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                name="work_plan_one_of_a_kind",
                violation_error_message=_("The round has a paper of this kind already."),
            ),
            models.CheckConstraint(
                name="work_plan_approval_is_whole",
                condition=Q(
                    status__in=["approved", "sent"], approved_on__isnull=False, approved_by__isnull=False
                )
                | (
                    ~Q(status__in=["approved", "sent"])
                    & Q(approved_on__isnull=True, approved_by__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("plans:detail", args=[self.pk])

    @property
    def current(self) -> PlanVersion:
        """The newest version: the only one that may be written in."""
        return self.versions.order_by("-no")[0]

    def may_attach(self, user: User) -> bool:
        """Those who write it."""
        rights = rights_of(user)
        return self.office_id in rights.own_offices or self.round_id in rights.rounds


class PlanVersionQuerySet(models.QuerySet["PlanVersion"]):
    def visible_to(self, user: User) -> PlanVersionQuerySet:
        """Whoever writes it sees every version; those above only what was submitted to them."""
        rights = rights_of(user)
        own = Q(plan__office_id__in=rights.own_offices | rights.groups) | Q(plan__round_id__in=rights.rounds)
        return self.filter(own | Q(plan__office_id__in=rights.offices, submitted_on__isnull=False))


class PlanVersion(Record):
    """The paper as it stood between two returns. `revision` counts saves: nobody overwrites another."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="versions")
    no = models.PositiveIntegerField(_("Version"))
    revision = models.PositiveIntegerField(default=0)
    submitted_on = models.DateField(_("Submitted on"), null=True, blank=True)
    written_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("Written by")
    )

    objects = PlanVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a work plan")
        verbose_name_plural = _("versions of work plans")
        ordering = ["plan", "no"]
        constraints = [models.UniqueConstraint(fields=["plan", "no"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.plan} v{self.no}"


class PlanParagraphQuerySet(models.QuerySet["PlanParagraph"]):
    def visible_to(self, user: User) -> PlanParagraphQuerySet:
        return self.filter(version__in=PlanVersion.objects.visible_to(user))


class PlanParagraph(Record):
    """One part of a version. `key` stays the same from version to version, so that they can be compared."""

    version = models.ForeignKey(PlanVersion, models.CASCADE, related_name="paragraphs")
    key = models.UUIDField(default=new_id, editable=False)
    order = models.PositiveIntegerField(_("Order"))
    heading = models.CharField(_("Heading"), max_length=100)
    text = models.TextField(_("Paragraph text"))

    objects = PlanParagraphQuerySet.as_manager()

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="plan_paragraph_order_once"),
            models.UniqueConstraint(fields=["version", "key"], name="plan_paragraph_key_once"),
        ]

    def __str__(self) -> str:
        return self.heading


class PlanCommentQuerySet(models.QuerySet["PlanComment"]):
    def visible_to(self, user: User) -> PlanCommentQuerySet:
        return self.filter(plan__in=WorkPlan.objects.visible_to(user))

    def open(self) -> PlanCommentQuerySet:
        return self.filter(settled_at__isnull=True)


class PlanComment(Record):
    """A reviewer's comment on one paragraph or on the whole; answered by writers, settled by reviewers."""

    plan = models.ForeignKey(WorkPlan, models.CASCADE, related_name="comments", verbose_name=_("work plan"))
    version_no = models.PositiveIntegerField(_("Version"))
    key = models.UUIDField(null=True, blank=True, editable=False)
    heading = models.CharField(_("Heading"), max_length=100, blank=True)
    text = models.TextField(_("Comment of the reviewer"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Commented by")
    )
    answer = models.TextField(_("Answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Answered by"),
    )
    settled_at = models.DateTimeField(_("Settled at"), null=True, blank=True)

    objects = PlanCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment of the pre-review")
        verbose_name_plural = _("comments of the pre-review")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="plan_comment_answer_is_whole",
                condition=Q(answer="", answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.text[:40]

    def get_absolute_url(self) -> str:
        return reverse("plans:detail", args=[self.plan_id])
