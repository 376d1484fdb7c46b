"""Working papers (问题底稿), the evidence they rest on, and what they said before they were reopened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import rights_of

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


class WorkingPaperQuerySet(models.QuerySet["WorkingPaper"]):
    def visible_to(self, user: User) -> WorkingPaperQuerySet:
        """The team while its rights last, and the office that sent it; nobody above, nobody inspected."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.own_offices)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)

    def counted_for(self, user: User) -> WorkingPaperQuerySet:
        """In figures the offices above and the leading group count what they may not read."""
        rights = rights_of(user)
        mine = Q(inspection_id__in=rights.inspections) | Q(office_id__in=rights.offices | rights.groups)
        return self.filter(mine).exclude(inspection_id__in=rights.recused_inspections)

    def signed(self) -> WorkingPaperQuerySet:
        """Those a finding may rest on."""
        return self.filter(status__in=WorkingPaper.SIGNED_ONES)

    def with_grounds(self) -> WorkingPaperQuerySet:
        """With what the rules look at, so that many can be moved in few statements."""
        return self.select_related("inspection__round", "inspection__team").prefetch_related(
            "taking_part", "evidence"
        )


class WorkingPaper(Record):
    """One matter, its facts and the two bases that make it a problem, signed by three (经办人—副组长—组长).

    `pre_number` is given at once; `number` only when the leader signs. `writers` are all who ever wrote
    in it, so that none of them reviews or signs it. `revision` counts saves: two writers cannot
    overwrite each other unseen.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DEPUTY_REVIEW = "deputy_review", _("Deputy's review")
        LEADER_REVIEW = "leader_review", _("Leader's review")
        SIGNED = "signed", _("Signed")
        FILED = "filed", _("Filed by the office")
        REOPENING = "reopening", _("Reopening asked for")
        DROPPED = "dropped", _("Dropped")

    class Source(models.TextChoices):
        TALK = "talk", _("Talk")
        PETITION = "petition", _("Petition")
        FILES = "files", _("Files read")
        VISIT = "visit", _("Visit to lower units")
        QUESTIONNAIRE = "questionnaire", _("Questionnaire and appraisal")
        DEPARTMENT = "department", _("Information from departments")
        MODEL = "model", _("Supervision model")
        LAST_RECTIFICATION = "last_rectification", _("Last round's rectification")
        AUDIT = "audit", _("Audit")

    class Opinion(models.TextChoices):
        NONE = "none", _("Not asked yet")
        AGREE = "agree", _("Agrees")
        PARTLY = "partly", _("Agrees in part")
        DISAGREE = "disagree", _("Disagrees")

    SIGNED_ONES = (Status.SIGNED, Status.FILED, Status.REOPENING)
    OPEN_ONES = (Status.DRAFT, Status.DEPUTY_REVIEW, Status.LEADER_REVIEW)

    inspection = models.ForeignKey(
        "inspections.Inspection", models.PROTECT, related_name="papers", verbose_name=_("Inspection")
    )
    office = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+", verbose_name=_("Office"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        models.PROTECT,
        related_name="papers",
        verbose_name=_("Inspected organisation"),
    )
    pre_number = models.CharField(_("Provisional no."), max_length=20, editable=False)
    number = models.CharField(_("No."), max_length=60, blank=True, editable=False)
    title = models.CharField(_("Name of the problem"), max_length=200)
    made_on = models.DateField(_("Made on"))
    source = models.CharField(_("Where it came from"), max_length=20, choices=Source)
    overview = models.TextField(_("Overview"), blank=True, help_text=_("In the words the report will use."))
    discovery = models.TextField(_("How it was found"), blank=True)
    facts = models.TextField(_("Facts"), blank=True)
    policy_basis = models.TextField(
        _("Policy basis"), blank=True, help_text=_("Which rule, which article, what it says.")
    )
    responsibility_basis = models.TextField(
        _("Responsibility basis"), blank=True, help_text=_("Whose duty it was, and where that is laid down.")
    )
    responsible = models.TextField(
        _("Those responsible"), blank=True, help_text=_("By degree: main, supervising, leading, direct.")
    )
    amount = models.DecimalField(
        _("Amount (10,000 yuan)"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    persons_named = models.CharField(
        _("Persons named"), max_length=300, blank=True, help_text=_("Nobody is named without evidence.")
    )
    talk_with_principal = models.TextField(_("Talk with the principal"), blank=True)

    organisation_opinion = models.CharField(
        _("Opinion of the organisation"), max_length=10, choices=Opinion, default=Opinion.NONE
    )
    opinion_reason = models.TextField(_("Reason given"), blank=True)
    opinion_on = models.DateField(_("Confirmed by the organisation on"), null=True, blank=True)
    opinion_by = models.CharField(_("Signed for the organisation by"), max_length=60, blank=True)
    opinion_refused = models.CharField(_("Reason for not signing"), max_length=200, blank=True)
    meeting_opinion = models.TextField(_("Opinion of the team meeting"), blank=True)

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Written by")
    )
    writers = ArrayField(models.UUIDField(), default=list, editable=False, verbose_name=_("Writers"))
    agents: models.ManyToManyField[User, PaperAgent] = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="findings.PaperAgent",
        related_name="+",
        verbose_name=_("Agents"),
        help_text=_("Two or more of the team; none of them reviews or signs."),
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Reviewed by"),
    )
    reviewed_on = models.DateField(_("Reviewed on"), null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Signed by"),
    )
    signed_on = models.DateField(_("Signed on"), null=True, blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Filed by"),
    )
    filed_on = models.DateField(_("Filed on"), null=True, blank=True)
    reopen_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Reopening asked by"),
    )
    reopen_reason = models.CharField(_("Why it is to be reopened"), max_length=300, blank=True)
    returned_times = models.PositiveIntegerField(_("Times returned"), default=0)
    revision = models.PositiveIntegerField(default=0, editable=False)
    status = models.CharField(_("Status"), max_length=20, choices=Status, default=Status.DRAFT, db_index=True)
    activities = models.ManyToManyField(
        "inspections.Activity", blank=True, related_name="papers", verbose_name=_("Activities")
    )
    petitions = models.ManyToManyField(
        "petitions.Petition", blank=True, related_name="papers", verbose_name=_("Petitions")
    )
    clues = models.ManyToManyField("clues.Clue", blank=True, related_name="papers", verbose_name=_("Clues"))
    questions = models.ManyToManyField(
        "briefs.Question", blank=True, related_name="papers", verbose_name=pgettext_lazy("lists", "Questions")
    )

    objects = WorkingPaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("working paper")
        verbose_name_plural = _("working papers")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["inspection", "status"], name="paper_of_inspection"),
            models.Index(fields=["office", "created_at"], name="paper_of_office"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "pre_number"], name="paper_pre_number"),
            models.UniqueConstraint(
                fields=["office", "number"], condition=~Q(number=""), name="paper_number"
            ),
            models.CheckConstraint(
                name="paper_signed_is_numbered",
                condition=~Q(status__in=["signed", "filed", "reopening"])
                | (~Q(number="") & Q(signed_on__isnull=False, signed_by__isnull=False)),
                violation_error_message=_("A signed paper has a number, a signer and a date."),
            ),
            models.CheckConstraint(
                name="paper_signer_is_not_reviewer",
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=models.F("reviewed_by")),
                violation_error_message=_("Whoever reviewed a paper does not sign it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or self.pre_number} · {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("findings:paper", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """Nobody: what proves a paper is added as evidence, while it is a draft."""
        return False

    @property
    def is_signed(self) -> bool:
        return self.status in self.SIGNED_ONES


class PaperAgent(Record):
    """One inspector who handled one paper (经办人)."""

    paper = models.ForeignKey(WorkingPaper, models.CASCADE, related_name="taking_part")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Agent")
    )

    class Meta:
        verbose_name = _("agent of a paper")
        verbose_name_plural = _("agents of papers")
        constraints = [models.UniqueConstraint(fields=["paper", "user"], name="paper_agent_once")]

    def __str__(self) -> str:
        return str(self.user)


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def visible_to(self, user: User) -> EvidenceQuerySet:
        return self.filter(paper__in=WorkingPaper.objects.visible_to(user))


class Evidence(Record):
    """One thing that proves a paper: a file, or a confirmed activity record, with its digest when added."""

    class Kind(models.TextChoices):
        TALK = "talk", _("Talk record")
        VOUCHER = "voucher", _("Voucher")
        MINUTES = "minutes", _("Minutes of a meeting")
        CONTRACT = "contract", _("Contract")
        DOCUMENT = "document", _("Document")
        PHOTO = "photo", _("Photograph")
        DATA = "data", _("Result of data analysis")
        OTHER = "other", _("Other")

    paper = models.ForeignKey(
        WorkingPaper, models.CASCADE, related_name="evidence", verbose_name=_("Working paper")
    )
    kind = models.CharField(_("Kind"), max_length=12, choices=Kind)
    title = models.CharField(_("Title"), max_length=200)
    file = models.ForeignKey(
        "files.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("File"),
    )
    activity = models.ForeignKey(
        "inspections.Activity",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidence",
        verbose_name=_("Activity record"),
    )
    digest = models.CharField(_("Digest (SM3)"), max_length=64)
    page_range = models.CharField(_("Pages"), max_length=60, blank=True)
    on_persons = models.BooleanField(_("Concerns the persons named"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Added by")
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="evidence_is_file_or_activity",
                condition=Q(file__isnull=False, activity__isnull=True)
                | Q(file__isnull=True, activity__isnull=False),
                violation_error_message=_("Evidence is either a file or an activity record."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.paper.get_absolute_url()

    def may_attach(self, user: User) -> bool:
        return False


class PaperVersionQuerySet(models.QuerySet["PaperVersion"]):
    def visible_to(self, user: User) -> PaperVersionQuerySet:
        return self.filter(paper__in=WorkingPaper.objects.visible_to(user))


class PaperVersion(Record):
    """A filed paper as it stood when it was reopened."""

    paper = models.ForeignKey(
        WorkingPaper, models.CASCADE, related_name="versions", verbose_name=_("Working paper")
    )
    no = models.PositiveIntegerField(_("Version"))
    content = models.JSONField(_("Content"))
    reason = models.CharField(_("Why it was reopened"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Asked by")
    )
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Agreed by")
    )

    objects = PaperVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("earlier version of a paper")
        verbose_name_plural = _("earlier versions of papers")
        ordering = ["paper", "no"]
        constraints = [models.UniqueConstraint(fields=["paper", "no"], name="paper_version_once")]

    def __str__(self) -> str:
        return f"{self.paper} v{self.no}"

    def get_absolute_url(self) -> str:
        return reverse("findings:paper_version", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        return False
