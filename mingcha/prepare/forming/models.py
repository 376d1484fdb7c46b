"""Proposals of teams, and an office's switches of the recusal rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.forming.solving.problem import Pin, Seat, Seats
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


def of_those_who_form(user: User) -> Q:
    """The office that forms the teams, and the leading group that authorises them; nobody in them."""
    rights = rights_of(user)
    return Q(office_id__in=rights.own_offices | rights.groups)


class RuleSwitchQuerySet(models.QuerySet["RuleSwitch"]):
    def visible_to(self, user: User) -> RuleSwitchQuerySet:
        return self.filter(of_those_who_form(user))


class RuleSwitch(Record):
    """How one office uses one recusal rule. Without a row, the rule is on as it is written."""

    office = models.ForeignKey(
        "bodies.Body", models.PROTECT, related_name="recusal_rules", verbose_name=_("Office")
    )
    code = models.CharField(_("Rule"), max_length=20)
    is_on = models.BooleanField(_("In use"), default=True)
    years = models.PositiveSmallIntegerField(_("Years it looks back"), null=True, blank=True)

    objects = RuleSwitchQuerySet.as_manager()

    class Meta:
        verbose_name = _("switch of a recusal rule")
        verbose_name_plural = _("switches of recusal rules")
        constraints = [models.UniqueConstraint(fields=["office", "code"], name="recusal_rule_once_an_office")]

    def __str__(self) -> str:
        return self.code


class TeamProposalQuerySet(models.QuerySet["TeamProposal"]):
    def visible_to(self, user: User) -> TeamProposalQuerySet:
        return self.filter(of_those_who_form(user))


class TeamProposal(Record):
    """One way to form the teams of a round.

    `teams` is what was asked: key, name, seats, least, skills, must, tasks. `pins` and `excluded` are set by
    hand, `seats` is the answer: lists of [team, pool entry, leads]. `conflict` names what cannot be had.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Being worked out")
        SOLVED = "solved", _("Worked out")
        IMPOSSIBLE = "impossible", _("Not possible")
        BROKEN_OFF = "broken_off", _("Broken off")
        ADOPTED = "adopted", _("Adopted")
        DISCARDED = "discarded", _("Discarded")

    round = models.ForeignKey(
        "rounds.Round", models.PROTECT, related_name="team_proposals", verbose_name=_("Round")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    name = models.CharField(pgettext_lazy("thing", "Name"), max_length=100)
    teams = models.JSONField(default=list, editable=False)
    pins = models.JSONField(default=list, editable=False)
    excluded = models.JSONField(default=list, editable=False)
    seats = models.JSONField(default=list, editable=False)
    conflict = models.JSONField(default=list, editable=False)
    from_below = models.BooleanField(_("With the pools below"), default=False)
    unit_most = models.PositiveSmallIntegerField(
        _("Most of one unit in a team"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    former_most = models.PositiveSmallIntegerField(
        _("Most of one earlier team"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    seconds = models.PositiveSmallIntegerField(
        _("Time limit in seconds"), default=60, validators=[MinValueValidator(1), MaxValueValidator(3600)]
    )
    cost = models.PositiveIntegerField(_("Strain"), null=True, blank=True)
    bound = models.PositiveIntegerField(_("Least strain possible"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    status = models.CharField(_("Status"), max_length=12, choices=Status, default=Status.ASKED, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Adopted by"),
    )
    job = models.ForeignKey(
        "jobs.Job", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Job")
    )

    objects = TeamProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of teams")
        verbose_name_plural = _("proposals of teams")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(status="adopted"),
                name="team_proposal_one_adopted_a_round",
                violation_error_message=_("A proposal of this round has been adopted already."),
            ),
            models.CheckConstraint(
                name="team_proposal_adopted_by_matches_status",
                condition=Q(status="adopted", adopted_by__isnull=False)
                | (~Q(status="adopted") & Q(adopted_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("forming:detail", args=[self.pk])

    @property
    def answer(self) -> Seats:
        return tuple(Seat(team, person, leads) for team, person, leads in self.seats)

    @property
    def pinned(self) -> frozenset[Pin]:
        return frozenset(Pin(person, team, leads) for person, team, leads in self.pins)

    @property
    def shut_out(self) -> frozenset[tuple[str, str]]:
        return frozenset((person, team) for person, team in self.excluded)

    @property
    def is_optimal(self) -> bool:
        return self.cost is not None and self.cost == self.bound

    @property
    def gap_percent(self) -> str:
        """How much better it could be at most, in per cent of the strain."""
        if not self.cost or self.bound is None:
            return "0"
        return f"{(self.cost - self.bound) * 100 / self.cost:.1f}"
