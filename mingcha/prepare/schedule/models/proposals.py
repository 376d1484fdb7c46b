"""A proposal for the schedule of a term: planned rounds, what goes into which, and the conditions set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.organisations.models import Organisation

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

Row = TypeVar("Row", bound=models.Model)


def of_offices(user: User, path: str = "office_id__in") -> Q:
    """The office and those above it, its leading group and its committee's clerk."""
    rights = rights_of(user)
    return Q(**{path: rights.offices | rights.groups | rights.clerks})


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> ProposalQuerySet:
        return self.filter(of_offices(user))


class OfProposalQuerySet(models.QuerySet[Row]):
    """Rows that belong to one proposal and are seen with it."""

    def visible_to(self, user: User) -> Self:
        return self.filter(of_offices(user, "proposal__office_id__in"))


def _cost_field(label: object, default: int, help_text: object) -> models.PositiveIntegerField[int, int]:
    limits = [MaxValueValidator(100_000)]
    return models.PositiveIntegerField(label, default=default, validators=limits, help_text=help_text)  # type: ignore[arg-type]


class Proposal(Record):
    """One proposal (排期方案) of which organisation is inspected in which round of the rest of a term.

    `revision` grows with every change, so that whoever works on what is no longer there is told. `result`,
    `cost`, `bound` and `parts` say what the last search found; `conflict` holds the keys of the conditions
    that cannot all be kept.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being drafted")
        FOR_GROUP = "for_group", _("Before the leading group")
        ADOPTED = "adopted", _("Schedule adopted")
        SUPERSEDED = "superseded", _("Replaced by a newer one")
        DROPPED = "dropped", _("Given up")

    class Result(models.TextChoices):
        OPTIMAL = "optimal", _("Proven the best")
        FEASIBLE = "feasible", _("Sound, not proven the best")
        IMPOSSIBLE = "impossible", _("Conditions in conflict")
        UNKNOWN = "unknown", _("None found in the time given")

    term = models.ForeignKey(
        "terms.Term", on_delete=models.PROTECT, related_name="proposals", verbose_name=_("Term")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    number = models.PositiveIntegerField(_("Version"))
    name = models.CharField(_("Name of the proposal"), max_length=100)
    note = models.TextField(_("Note"), blank=True)
    made_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Made from")
    )
    status = models.CharField(_("Status"), max_length=12, choices=Status, default=Status.DRAFT, db_index=True)
    all_covered = models.BooleanField(
        _("Every organisation must be inspected within the term"),
        default=True,
        help_text=_("Otherwise those with the lowest priority may be left out, and the page names them."),
    )
    rest_days = models.PositiveIntegerField(
        _("Rest between two inspections (days)"), default=365, validators=[MaxValueValidator(3650)]
    )
    delay_weight = _cost_field(
        _("Cost of a month's wait"), 1, _("For each point of priority: the urgent come first.")
    )
    travel_weight = _cost_field(_("Cost of travel"), 20, _("For each unit of distance."))
    balance_weight = _cost_field(
        _("Cost of imbalance"), 100, _("For each organisation of a sector beyond its share of a round.")
    )
    change_weight = _cost_field(
        _("Cost of a change"), 50, _("For each organisation that is moved from where it is now.")
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
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
    adopted_on = models.DateField(_("Schedule adopted on"), null=True, blank=True, editable=False)
    result = models.CharField(
        _("What the search found"), max_length=12, choices=Result, blank=True, editable=False
    )
    cost = models.BigIntegerField(_("Cost"), null=True, editable=False)
    bound = models.BigIntegerField(_("Proven bound"), null=True, editable=False)
    parts = models.JSONField(default=dict, editable=False)
    conflict = models.JSONField(default=dict, editable=False)
    solved_at = models.DateTimeField(_("Worked out at"), null=True, editable=False)
    job = models.ForeignKey(
        "jobs.Job", on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("schedule proposal")
        verbose_name_plural = _("schedule proposals")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["term", "number"], name="proposal_number_once"),
            models.UniqueConstraint(
                fields=["term"],
                condition=Q(status="adopted"),
                name="proposal_one_adopted",
                violation_error_message=_("Another proposal has just been adopted."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("schedule:detail", args=[self.pk])

    @property
    def gap(self) -> float | None:
        """How much dearer than the proven bound it can be at most, in percent."""
        if self.cost is None or self.bound is None:
            return None
        return round(100 * max(0, self.cost - self.bound) / self.cost, 2) if self.cost else 0.0


class PlannedRound(Record):
    """One round a proposal plans with: when, how many teams, how many organisations each takes.

    `homes` are the division codes the teams come from, dealt out in turn; empty means the office's seat.
    `round` is the round it became, or was from the beginning.
    """

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("schedule proposal")
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="planned_as",
        verbose_name=_("Round"),
    )
    name = models.CharField(_("Name of the round"), max_length=200)
    kind = models.CharField(_("Kind of round"), max_length=16, choices=Round.Kind, default=Round.Kind.REGULAR)
    plan_from = models.DateField(_("Planned from"))
    plan_to = models.DateField(_("Planned to"))
    teams = models.PositiveIntegerField(
        _("Teams"), default=4, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    places = models.PositiveIntegerField(
        _("Organisations for each team"), default=2, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    crossing = models.BooleanField(
        _("Crossed"), default=False, help_text=_("No team inspects the place it comes from.")
    )
    look_backs = models.BooleanField(_("Takes look-backs"), default=False)
    homes = models.JSONField(_("Where the teams come from"), default=list, blank=True)

    objects = OfProposalQuerySet["PlannedRound"].as_manager()

    class Meta:
        verbose_name = _("planned round")
        verbose_name_plural = _("planned rounds")
        ordering = ["plan_from", "name"]
        constraints = [
            models.CheckConstraint(
                name="planned_round_ends_after_start",
                condition=Q(plan_to__gte=F("plan_from")),
                violation_error_message=_("The round cannot end before it begins."),
            ),
            models.CheckConstraint(name="planned_round_has_teams", condition=Q(teams__gte=1, places__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("schedule:detail", args=[self.proposal_id])

    @property
    def capacity(self) -> int:
        return self.teams * self.places


class PlannedVisit(Record):
    """One organisation a proposal places, for its inspection of the term or for a look-back.

    `team` counts the teams of the round from 1. `priority` and `last_ended_on` are as they were when the
    proposal took them.
    """

    class Kind(models.TextChoices):
        MAIN = "main", _("Inspection")
        LOOK_BACK = "look_back", _("Look-back")

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="visits", verbose_name=_("schedule proposal")
    )
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="planned_visits",
        verbose_name=_("Inspected organisation"),
    )
    kind = models.CharField(pgettext_lazy("visit", "Kind"), max_length=10, choices=Kind, default=Kind.MAIN)
    planned_round = models.ForeignKey(
        PlannedRound,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("planned round"),
    )
    team = models.PositiveIntegerField(_("Team"), null=True, blank=True)
    priority = models.PositiveIntegerField(_("Priority"), default=50)
    last_ended_on = models.DateField(_("Last inspection ended on"), null=True, blank=True)

    objects = OfProposalQuerySet["PlannedVisit"].as_manager()

    class Meta:
        verbose_name = _("planned inspection")
        verbose_name_plural = _("planned inspections")
        ordering = ["-priority", "organisation__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "organisation", "kind"],
                name="planned_visit_once",
                violation_error_message=_("The proposal has this organisation already."),
            ),
            models.CheckConstraint(
                name="planned_visit_has_round_with_team",
                condition=Q(planned_round__isnull=False) | Q(team__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    def get_absolute_url(self) -> str:
        return reverse("schedule:visit", args=[self.pk])


class Condition(Record):
    """One condition a person sets on a proposal."""

    class Kind(models.TextChoices):
        PINNED = "pinned", _("Must be in this round")
        FORBIDDEN = "forbidden", _("Must not be in this round")
        NOT_BEFORE = "not_before", _("Not before a day")
        NOT_AFTER = "not_after", _("Not after a day")
        TOGETHER = "together", _("In the same round as")
        APART = "apart", _("Not in the same round as")
        SECTOR = "sector", _("So many of a sector in a round")

    proposal = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="conditions", verbose_name=_("schedule proposal")
    )
    kind = models.CharField(pgettext_lazy("condition", "Condition"), max_length=12, choices=Kind)
    visit = models.ForeignKey(
        PlannedVisit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="conditions",
        verbose_name=_("Organisation"),
    )
    other = models.ForeignKey(
        PlannedVisit,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Other organisation"),
    )
    planned_round = models.ForeignKey(
        PlannedRound,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="conditions",
        verbose_name=_("planned round"),
    )
    day = models.DateField(_("Day"), null=True, blank=True)
    sector = models.CharField(_("Sector"), max_length=16, choices=Organisation.Sector, blank=True)
    least = models.PositiveIntegerField(_("At least"), null=True, blank=True)
    most = models.PositiveIntegerField(_("At most"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Set by")
    )

    objects = OfProposalQuerySet["Condition"].as_manager()

    class Meta:
        verbose_name = _("condition of the schedule")
        verbose_name_plural = _("conditions of the schedule")
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"],
                condition=Q(kind="pinned"),
                name="condition_pinned_once",
                violation_error_message=_("This organisation is pinned to a round already."),
            ),
            models.CheckConstraint(
                name="condition_says_what_it_needs",
                condition=Q(
                    kind__in=["pinned", "forbidden"], visit__isnull=False, planned_round__isnull=False
                )
                | Q(kind__in=["not_before", "not_after"], visit__isnull=False, day__isnull=False)
                | Q(kind__in=["together", "apart"], visit__isnull=False, other__isnull=False)
                | Q(kind="sector", planned_round__isnull=False, least__isnull=False, most__gte=F("least")),
                violation_error_message=_("The condition lacks what it is about."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("schedule:detail", args=[self.proposal_id])
