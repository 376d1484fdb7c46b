"""The three lists asked from departments: each request, and its lines."""

from __future__ import annotations

from datetime import date
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


class ListRequestQuerySet(models.QuerySet["ListRequest"]):
    def visible_to(self, user: User) -> ListRequestQuerySet:
        """The office; once sent, the department asked and the teams whose organisations it names."""
        rights = rights_of(user)
        named = ListRequest.tasks.through.objects.filter(task_id__in=rights.inspections)
        sent = Q(body_id__in=rights.receiving) | Q(pk__in=named.values("listrequest_id"))
        return self.filter(Q(office_id__in=rights.own_offices) | sent & ~Q(status=ListRequest.Status.DRAFT))

    def counted_for(self, user: User) -> ListRequestQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        return self.filter(Q(office_id__in=rights.offices | rights.groups) | Q(round_id__in=rights.rounds))

    def files_open_to(self, user: User) -> ListRequestQuerySet:
        """The letter, and what the department attached, may be about any of the organisations it names."""
        closed = ListRequest.tasks.through.objects.filter(task_id__in=rights_of(user).recused_inspections)
        return self.visible_to(user).exclude(pk__in=closed.values("listrequest_id"))

    def waiting(self) -> ListRequestQuerySet:
        """Those a department has still to answer."""
        return self.filter(status__in=ListRequest.WAITING)

    def overdue(self, on: date | None = None) -> ListRequestQuerySet:
        return self.waiting().filter(due_on__lt=on or timezone.localdate())


class ListRequest(Record):
    """One list asked from one department about organisations of a round (情况提供函).

    `items` is what is asked, in words; `nothing` is the department's answer that it has nothing to report.
    """

    class Kind(models.TextChoices):
        POLICY = "policy", _("Policy list")
        DUTY = "duty", _("Duty list")
        INFORMATION = "information", _("Information list")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        ANSWERED = "answered", _("Answered")
        RETURNED = "returned", _("Returned for supplement")
        ACCEPTED = "accepted", _("Answer accepted")

    WAITING = (Status.SENT, Status.RETURNED)

    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, related_name="list_requests", verbose_name=_("Round")
    )
    body = models.ForeignKey(
        "bodies.Body", models.PROTECT, related_name="list_requests", verbose_name=_("Department asked")
    )
    kind = models.CharField(_("List"), max_length=12, choices=Kind)
    tasks = models.ManyToManyField(
        "rounds.Task", related_name="list_requests", verbose_name=_("About these organisations")
    )
    template = models.ForeignKey(
        "papers.PaperTemplate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Begun with"),
    )
    items = models.TextField(_("What is requested"))
    period = models.CharField(_("Period asked about"), max_length=60)
    due_on = models.DateField(_("Answer due on"))
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DRAFT, db_index=True)
    nothing = models.BooleanField(_("Nothing to report"), default=False)
    signed_by = models.CharField(_("Signed by"), max_length=60, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    accepted_on = models.DateField(_("Answer accepted on"), null=True, blank=True)
    returned_times = models.PositiveIntegerField(_("Times returned"), default=0)
    returned_because = models.CharField(_("Why it is returned"), max_length=500, blank=True)
    chased_times = models.PositiveIntegerField(_("Times chased"), default=0)
    chased_on = models.DateField(_("Last chased on"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Drafted by")
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Answered by"),
    )

    objects = ListRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for a list")
        verbose_name_plural = _("requests for lists")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "body", "kind"],
                name="list_request_once",
                violation_error_message=_("This department is asked for this list in this round already."),
            ),
            models.CheckConstraint(
                name="list_request_sent_on_matches_status",
                condition=Q(status="draft", sent_on__isnull=True)
                | (~Q(status="draft") & Q(sent_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} · {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("briefs:request", args=[self.pk])

    @property
    def is_overdue(self) -> bool:
        return self.status in ListRequest.WAITING and self.due_on < timezone.localdate()

    def may_attach(self, user: User) -> bool:
        """The department while it answers, and the office."""
        rights = rights_of(user)
        answering = self.body_id in rights.receiving and self.status in ListRequest.WAITING
        return answering or self.office_id in rights.own_offices


class ListLineQuerySet(models.QuerySet["ListLine"]):
    def visible_to(self, user: User) -> ListLineQuerySet:
        """The department that wrote it, the office, the organisation's team; never who is recused from it."""
        rights = rights_of(user)
        handed_in = Q(request__status__in=("answered", "accepted", "returned"))
        mine = Q(office_id__in=rights.own_offices) | Q(task_id__in=rights.inspections)
        written = Q(request__body_id__in=rights.receiving)
        return self.filter(mine & handed_in | written).exclude(task_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> ListLineQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        mine = Q(office_id__in=rights.offices | rights.groups) | Q(task_id__in=rights.inspections)
        return self.filter(mine).exclude(task_id__in=rights.recused_inspections)


class ListLine(Record):
    """One line of a department's list, about one organisation.

    What `subject`, `basis` and `text` hold depends on the list: document, clause and what it asks of the
    organisation; duty, its basis and the key posts; matter, its source and what is known.
    """

    class Credibility(models.TextChoices):
        VERIFIED = "verified", _("Verified")
        LIKELY = "likely", _("Credible")
        UNVERIFIED = "unverified", _("To be verified")

    request = models.ForeignKey(
        ListRequest, models.PROTECT, related_name="lines", verbose_name=_("request for a list")
    )
    task = models.ForeignKey(
        "rounds.Task", models.PROTECT, related_name="list_lines", verbose_name=_("Organisation")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    order = models.PositiveIntegerField(_("Order"))
    subject = models.CharField(_("Subject"), max_length=200)
    basis = models.CharField(_("Basis or source"), max_length=300, blank=True)
    text = models.TextField(_("Content"), blank=True)
    person = models.CharField(_("Person"), max_length=100, blank=True)
    happened_on = models.DateField(_("Happened on"), null=True, blank=True)
    credibility = models.CharField(_("Credibility"), max_length=10, choices=Credibility, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Filled in by")
    )

    objects = ListLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a list")
        verbose_name_plural = _("lines of lists")
        ordering = ["request", "order"]
        constraints = [models.UniqueConstraint(fields=["request", "order"], name="list_line_order_once")]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("briefs:line", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """Proof of a line goes on its request."""
        return False
