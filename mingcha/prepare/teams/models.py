"""Teams, the people in them, recusal, and the authorisation that makes a team's rights begin and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.rounds.models import Round, of_own_office, recused_rounds
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Post, Role

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: User) -> TeamQuerySet:
        return self.filter(round__in=Round.objects.visible_to(user))

    def files_open_to(self, user: User) -> TeamQuerySet:
        """They may name any organisation of the round."""
        return self.visible_to(user).exclude(round_id__in=recused_rounds(user))


class Team(Record):
    """An inspection team (巡察组): formed for one round, and gone with it."""

    round = models.ForeignKey(
        "rounds.Round", on_delete=models.PROTECT, related_name="teams", verbose_name=_("Round")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="teams", verbose_name=_("Office")
    )
    name = models.CharField(_("Name of the team"), max_length=100)
    number = models.PositiveIntegerField(_("Team no."))

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["round", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "number"],
                name="team_number_once_a_round",
                violation_error_message=_("This round already has a team with that number."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("teams:detail", args=[self.pk])


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> MembershipQuerySet:
        return self.filter(round__in=Round.objects.visible_to(user))

    def in_force(self) -> MembershipQuerySet:
        return self.filter(until__isnull=True)

    def in_order(self) -> MembershipQuerySet:
        """The leader first, then deputies, liaison officer and members; those who left come last."""
        roles = enumerate(Membership.Role.values)
        place = Case(*[When(role=role, then=Value(number)) for number, role in roles])
        return self.order_by(F("until").desc(nulls_first=True), place, "since", "pk")


class Membership(Record):
    """A person's place in one team. It gives rights only while the round is authorised, and ends with it."""

    class Role(models.TextChoices):
        LEADER = "leader", _("Team leader")
        DEPUTY = "deputy", _("Deputy leader")
        LIAISON = "liaison", _("Liaison officer")
        MEMBER = "member", _("Member")

    class Appraisal(models.TextChoices):
        EXCELLENT = "excellent", _("Excellent")
        COMPETENT = "competent", _("Competent")
        BASIC = "basic", _("Basically competent")
        NOT_COMPETENT = "not", _("Not competent")

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("Team")
    )
    round = models.ForeignKey(
        "rounds.Round", on_delete=models.PROTECT, related_name="memberships", verbose_name=_("Round")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("Person"),
    )
    role = models.CharField(_("Role in the team"), max_length=10, choices=Role, default=Role.MEMBER)
    duty = models.CharField(_("Duty"), max_length=60, blank=True)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)
    appraisal = models.CharField(_("Appraisal"), max_length=10, choices=Appraisal, blank=True)
    appraisal_note = models.CharField(_("Grounds of the appraisal"), max_length=300, blank=True)
    appraised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Appraised by"),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["team", "role", "since"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "user"],
                condition=Q(until__isnull=True),
                name="membership_one_team_a_round",
                violation_error_message=_("This person is in a team of this round already."),
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(until__isnull=True, role="leader"),
                name="membership_one_leader",
                violation_error_message=_("The team has a leader already."),
            ),
            models.CheckConstraint(
                name="membership_ends_after_start", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="membership_appraised_by_somebody_else",
                condition=Q(appraisal="", appraised_by__isnull=True)
                | (~Q(appraisal="") & Q(appraised_by__isnull=False) & ~Q(appraised_by=F("user"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.team}"

    def get_absolute_url(self) -> str:
        return reverse("teams:detail", args=[self.team_id])


class RecusalDeclarationQuerySet(models.QuerySet["RecusalDeclaration"]):
    def visible_to(self, user: User) -> RecusalDeclarationQuerySet:
        """One's own, and those that one's office or leading group receives; nobody above reads them.

        The committee's clerk reads those of the head of the leading group, on which the committee decides.
        What others declare about an organisation is not for whoever is recused from it.
        """
        if user.is_administrator:
            return self.none()
        others = of_own_office(user)
        if clerks := rights_of(user).clerks:
            heads = Post.objects.in_force().filter(role=Role.GROUP_HEAD, body__office_id__in=clerks)
            others |= Q(office_id__in=clerks, user__in=heads.values("user"))
        if recused := rights_of(user).recused_inspections:
            others &= ~Q(task_id__in=recused)
        return self.filter(Q(user=user) | others)


class RecusalDeclaration(Record):
    """What a person says of their ties with one inspected organisation (回避申请), and what was decided.

    Kept even when refused. A declared tie keeps the person out until it is decided.
    """

    class Relation(models.TextChoices):
        NOTHING = "nothing", _("Nothing to declare")
        KIN = "kin", _("Oneself or a close relative holds a post there")
        WORKED_THERE = "worked_there", _("Worked there before")
        IN_LAW = "in_law", _("Related by marriage to its leaders")
        BUSINESS = "business", _("Business ties")
        NATIVE = "native", _("Native of the place")
        OTHER = "other", _("Anything else that may affect fairness")

    class Status(models.TextChoices):
        DECLARED = "declared", _("To be decided")
        GRANTED = "granted", _("Recused")
        REFUSED = "refused", _("Recusal not needed")
        NOTHING = "nothing", _("Nothing to declare")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="declarations",
        verbose_name=_("Person"),
    )
    task = models.ForeignKey(
        "rounds.Task", on_delete=models.PROTECT, related_name="declarations", verbose_name=_("Task")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    relation = models.CharField(_("Relation"), max_length=14, choices=Relation)
    statement = models.TextField(_("Statement"), blank=True)
    declared_on = models.DateField(_("Declared on"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("Raised by"),
        help_text=_("Where the office put it forward because the records show a tie."),
    )
    status = models.CharField(_("Status"), max_length=10, choices=Status, default=Status.DECLARED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Decided by"),
    )
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    reason = models.CharField(_("Reason for the decision"), max_length=300, blank=True)

    objects = RecusalDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recusal declaration")
        verbose_name_plural = _("recusal declarations")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "task"],
                name="recusal_one_declaration",
                violation_error_message=_("There is a declaration for this organisation already."),
            ),
            models.CheckConstraint(
                name="recusal_decision_is_whole",
                condition=Q(
                    status__in=["granted", "refused"], decided_by__isnull=False, decided_on__isnull=False
                )
                | Q(status__in=["declared", "nothing"], decided_by__isnull=True, decided_on__isnull=True),
            ),
            models.CheckConstraint(
                name="recusal_not_decided_by_oneself",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("user")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.task.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("teams:recusal", args=[self.pk])


class AuthorisationQuerySet(models.QuerySet["Authorisation"]):
    def visible_to(self, user: User) -> AuthorisationQuerySet:
        return self.filter(round__in=Round.objects.visible_to(user))

    def files_open_to(self, user: User) -> AuthorisationQuerySet:
        """The letter names every organisation of the round."""
        return self.visible_to(user).exclude(round_id__in=recused_rounds(user))


class Authorisation(Record):
    """The one authorisation of a round's teams (一次一授权). Their rights begin and end with it."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("In force")
        ENDED = "ended", pgettext_lazy("authorisation", "Ended")

    round = models.OneToOneField(
        "rounds.Round", on_delete=models.PROTECT, related_name="authorisation", verbose_name=_("Round")
    )
    office = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, related_name="+", verbose_name=_("Office")
    )
    number = models.PositiveIntegerField(_("No."))
    issued_on = models.DateField(_("Issued on"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Issued by")
    )
    status = models.CharField(_("Status"), max_length=8, choices=Status, default=Status.ACTIVE)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    end_reason = models.CharField(_("Why it ended"), max_length=300, blank=True)

    objects = AuthorisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("authorisation")
        verbose_name_plural = _("authorisations")
        ordering = ["-issued_on", "-number"]
        constraints = [
            models.CheckConstraint(
                name="authorisation_ended_on_matches_status",
                condition=Q(status="ended", ended_on__isnull=False)
                | Q(status="active", ended_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} · {self.issued_on.year}-{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("teams:authorisation", args=[self.pk])
