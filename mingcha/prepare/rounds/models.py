"""Rounds and tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from uuid import UUID

    from mingcha.foundation.accounts.models import User


def of_own_office(user: User) -> Q:
    """What only the office itself and its leading group read, not the office above."""
    rights = rights_of(user)
    return Q(office_id__in=rights.own_offices | rights.groups)


def recused_rounds(user: User) -> models.QuerySet[Task, UUID]:
    """The rounds that have an organisation a person is recused from."""
    return Task.objects.filter(pk__in=rights_of(user).recused_inspections).values_list("round_id", flat=True)


class RoundQuerySet(models.QuerySet["Round"]):
    def visible_to(self, user: User) -> RoundQuerySet:
        """The office and those above it, its leading group, its committee's clerk, and the round's teams."""
        rights = rights_of(user)
        offices = rights.offices | rights.groups | rights.clerks
        return self.filter(Q(office_id__in=offices) | Q(pk__in=rights.rounds))

    def files_open_to(self, user: User) -> RoundQuerySet:
        """What is put on a whole round may name any of its organisations.

        So not for who is recused from one, nor for a team where others inspect some of them.
        """
        rights = rights_of(user)
        others = Task.objects.filter(round_id__in=rights.rounds).exclude(team_id__in=rights.teams)
        whole = Q(office_id__in=rights.offices | rights.groups | rights.clerks)
        whole |= Q(pk__in=rights.rounds) & ~Q(pk__in=others.values("round_id"))
        return self.visible_to(user).filter(whole).exclude(pk__in=recused_rounds(user))

    def open(self) -> RoundQuerySet:
        return self.exclude(status__in=Round.OVER)


class Round(Record):
    """One round of inspection (轮次): a number of organisations inspected in one period under one plan."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("Regular")
        SPECIAL = "special", _("Special")
        THEMATIC = "thematic", _("Thematic")
        MOBILE = "mobile", _("Mobile")
        LOOK_BACK = "look_back", _("Look-back")
        JOINT = "joint", _("Joint between levels")
        CROSS = "cross", _("Cross-inspection")
        UPGRADED = "upgraded", _("Raised to a higher level")
        VILLAGE = "village", _("Into villages")
        AUDIT_LINKED = "audit_linked", _("Together with audit")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        FOR_GROUP = "for_group", _("Before the leading group")
        FOR_COMMITTEE = "for_committee", _("Before the committee")
        APPROVED = "approved", _("Approved")
        FORMING = "forming", _("Forming teams")
        READY = "ready", _("Ready to enter")
        ON_SITE = "on_site", _("On site")
        REPORTING = "reporting", _("Reporting")
        AWAITING_FEEDBACK = "awaiting_feedback", _("Awaiting feedback")
        FED_BACK = "fed_back", _("Fed back")
        RECTIFYING = "rectifying", _("Rectifying")
        TO_ARCHIVE = "to_archive", _("To be archived")
        ARCHIVED = "archived", _("Archived")
        STOPPED = "stopped", _("Stopped")

    OVER = (Status.ARCHIVED, Status.STOPPED)
    PLANNED = (Status.DRAFT, Status.FOR_GROUP, Status.FOR_COMMITTEE, Status.APPROVED)

    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Office")
    )
    term = models.ForeignKey(
        "terms.Term", on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Term")
    )
    number = models.PositiveIntegerField(
        _("Round no."), help_text=_("Counted within the term, each kind for itself.")
    )
    year = models.PositiveIntegerField(_("Year"))
    name = models.CharField(_("Name of the round"), max_length=200)
    kind = models.CharField(
        _("Kind of round"), max_length=16, choices=Kind, default=Kind.REGULAR, db_index=True
    )
    joint = models.BooleanField(
        _("Joint"), default=False, help_text=_("Carried out together with another level.")
    )
    cross = models.BooleanField(_("Crossed"), default=False, help_text=_("By teams of another place."))
    upgraded = models.BooleanField(
        _("Raised"),
        default=False,
        help_text=_("A higher level inspects what a lower one is responsible for."),
    )
    frame = models.ForeignKey(
        "frames.Frame",
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("Frame of supervision"),
    )
    rule_set = models.ForeignKey(
        "frames.RuleSet", on_delete=models.PROTECT, related_name="rounds", verbose_name=_("Rule set")
    )
    purpose = models.TextField(_("Purpose and scope"), blank=True)
    plan_from = models.DateField(_("Planned from"))
    plan_to = models.DateField(_("Planned to"))
    covers = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="looked_back_by",
        verbose_name=_("Looks back on"),
    )
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.DRAFT, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Drafted by")
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Submitted by"),
    )
    approved_on = models.DateField(_("Approved on"), null=True, blank=True)
    entered_on = models.DateField(_("Entered on"), null=True, blank=True)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-plan_from", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["term", "kind", "number"],
                name="round_number_once",
                violation_error_message=_("This term already has a round of that kind with that number."),
            ),
            models.CheckConstraint(
                name="round_ends_after_start",
                condition=Q(plan_to__gte=F("plan_from")),
                violation_error_message=_("The round cannot end before it begins."),
            ),
            models.CheckConstraint(
                name="round_ended_on_matches_status",
                condition=Q(status__in=["archived", "stopped"], ended_on__isnull=False)
                | (~Q(status__in=["archived", "stopped"]) & Q(ended_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("rounds:detail", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """The office, its leading group and the committee's clerk; teams attach to their inspections."""
        rights = rights_of(user)
        return self.office_id in rights.own_offices | rights.groups | rights.clerks


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> TaskQuerySet:
        """As the round, but a team sees its own tasks only, and nobody those they are recused from."""
        rights = rights_of(user)
        offices = rights.offices | rights.groups | rights.clerks
        mine = Q(office_id__in=offices) | Q(pk__in=rights.inspections) | Q(team_id__in=rights.teams)
        return self.filter(mine).exclude(pk__in=rights.recused_inspections)

    def entered(self) -> TaskQuerySet:
        return self.filter(entered_on__isnull=False)


class Task(Record):
    """One organisation to be inspected in one round, by one team (轮次 × 巡察组 × 被巡察党组织).

    `entered_on` and `concluded_on` are noted by the inspection when its team enters and when its result
    is fed back; coverage is counted from them.
    """

    class Mode(models.TextChoices):
        ONE = "one", _("One organisation")
        ONE_WITH_MORE = "one_with_more", _("One with two or three")
        TOWN_AND_VILLAGES = "town_and_villages", _("Town and its villages together")
        VILLAGES = "villages", _("Villages directly")
        VILLAGES_SPECIAL = "villages_special", _("Special inspection of villages")
        UNIT_WITH_VILLAGES = "unit_with_villages", _("Unit with its villages")
        VILLAGES_TOURING = "villages_touring", _("Villages in turn")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("Round"))
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="tasks", verbose_name=_("Office")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name=_("Inspected organisation"),
    )
    team = models.ForeignKey(
        "teams.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("Team"),
    )
    mode = models.CharField(_("Mode"), max_length=20, choices=Mode, default=Mode.ONE)
    counts_to_coverage = models.BooleanField(_("Counts towards coverage"), default=True)
    entry_on = models.DateField(_("Planned entry"), null=True, blank=True)
    leave_on = models.DateField(_("Planned leave"), null=True, blank=True)
    entered_on = models.DateField(_("Entered on"), null=True, blank=True, editable=False, db_index=True)
    concluded_on = models.DateField(_("Concluded on"), null=True, blank=True, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("inspection task")
        verbose_name_plural = _("inspection tasks")
        ordering = ["round", "entry_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                name="task_organisation_once_a_round",
                violation_error_message=_("The organisation is in this round already."),
            ),
            models.CheckConstraint(
                name="task_leaves_after_entry",
                condition=Q(leave_on__isnull=True)
                | Q(entry_on__isnull=True)
                | Q(leave_on__gte=F("entry_on")),
                violation_error_message=_("The team cannot leave before it enters."),
            ),
            models.CheckConstraint(
                name="task_concluded_after_entered",
                condition=Q(concluded_on__isnull=True) | Q(concluded_on__gte=F("entered_on")),
                violation_error_message=_("An inspection cannot be concluded before it is entered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("rounds:task", args=[self.pk])
