"""The dictionaries, each with its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.registry.bodies.models import Body, Level, offices_seen

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User


# People have names too, and other languages call those something else.
NAME = pgettext_lazy("thing", "Name")

Entry = TypeVar("Entry", bound=models.Model)


class Discipline(models.TextChoices):
    """The six disciplines of the Party (六项纪律)."""

    POLITICAL = "political", _("Political discipline")
    ORGANISATIONAL = "organisational", _("Organisational discipline")
    INTEGRITY = "integrity", _("Integrity discipline")
    MASSES = "masses", _("Discipline towards the masses")
    WORK = "work", _("Work discipline")
    LIFE = "life", _("Life discipline")


class PublicQuerySet(models.QuerySet[Entry]):
    """Reference data: the same for everyone who is signed in."""

    def visible_to(self, user: User) -> Self:
        return self.all() if user.is_authenticated and user.is_active else self.none()


class Frame(Record):
    """What is supervised, as a numbered list of items: for instance the four implementations (四个落实)."""

    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(NAME, max_length=100)
    version = models.CharField(_("Version"), max_length=20)
    level = models.CharField(_("Level"), max_length=10, choices=Level)
    basis = models.TextField(_("Basis"), blank=True)
    is_current = models.BooleanField(_("Current"), default=True)

    objects = PublicQuerySet["Frame"].as_manager()

    class Meta:
        verbose_name = _("content frame")
        verbose_name_plural = _("content frames")
        ordering = ["-is_current", "level", "code", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "level"], name="frame_version_once_a_level")
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.version}）"

    def get_absolute_url(self) -> str:
        return reverse("frames:frame", args=[self.pk])


class FrameItem(Record):
    """One item of a frame; every issue has one for each frame it is reported under."""

    frame = models.ForeignKey(Frame, models.CASCADE, related_name="items", verbose_name=_("Content frame"))
    code = models.CharField(_("Code"), max_length=10)
    name = models.CharField(NAME, max_length=200)
    order = models.PositiveSmallIntegerField(_("Order"))

    objects = PublicQuerySet["FrameItem"].as_manager()

    class Meta:
        verbose_name = _("frame item")
        verbose_name_plural = _("frame items")
        ordering = ["frame", "order"]
        constraints = [models.UniqueConstraint(fields=["frame", "code"], name="frame_item_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class IssueClass(Record):
    """One class of issues, in a taxonomy of three levels. Level 1 is an item of the content frame."""

    code = models.CharField(_("Code"), max_length=20)
    name = models.CharField(NAME, max_length=100)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Wider class")
    )
    disciplines = ArrayField(
        models.CharField(max_length=20, choices=Discipline),
        verbose_name=_("Disciplines"),
        default=list,
        blank=True,
    )
    version = models.CharField(_("Version"), max_length=20)
    path = models.CharField(max_length=60, editable=False)
    is_current = models.BooleanField(_("Current"), default=True)

    objects = PublicQuerySet["IssueClass"].as_manager()

    class Meta:
        verbose_name = _("class of issues")
        verbose_name_plural = _("classes of issues")
        ordering = ["-version", "path"]
        constraints = [
            models.UniqueConstraint(fields=["version", "code"], name="issue_class_code_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CodeList(Record):
    """A short list of values that an office may extend, for instance the modes of a task."""

    code = models.CharField(_("Code"), max_length=40, unique=True)
    name = models.CharField(NAME, max_length=100)

    objects = PublicQuerySet["CodeList"].as_manager()

    class Meta:
        verbose_name = _("code list")
        verbose_name_plural = _("code lists")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("frames:code_list", args=[self.pk])


class CodeValue(Record):
    """One value of a code list. A value once used is retired, never removed."""

    code_list = models.ForeignKey(
        CodeList, models.PROTECT, related_name="values", verbose_name=_("Code list")
    )
    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(NAME, max_length=100)
    order = models.PositiveSmallIntegerField(_("Order"), default=0)
    is_active = models.BooleanField(_("In use"), default=True)

    objects = PublicQuerySet["CodeValue"].as_manager()

    class Meta:
        verbose_name = _("code value")
        verbose_name_plural = _("code values")
        ordering = ["code_list", "order", "code"]
        constraints = [models.UniqueConstraint(fields=["code_list", "code"], name="code_value_once_a_list")]

    def __str__(self) -> str:
        return self.name


class Rule(models.TextChoices):
    """What a rule set says: the periods and reminders of the procedure."""

    NOTICE_DAYS = "notice_days", _("Notice before entry")
    ONSITE_DAYS = "onsite_days", _("Stay on site")
    PETITION_UNTIL = "petition_until", _("Petitions close before the end of the stay")
    PHONE_HOURS = "phone_hours", _("Hours of the petition phone")
    LIST_DAYS = "list_days", _("Answer of a department to a request for lists")
    ENTRY_PLAN = "entry_plan", _("No entry without an approved work plan")
    REPORT_DAYS = "report_days", _("Report to the secretary's meeting after the stay")
    FEEDBACK_DAYS = "feedback_days", _("Feedback after the decision")
    PLAN_DAYS = "plan_days", _("Rectification plan after the feedback")
    LIFE_MEETING_DAYS = "life_meeting_days", _("Special democratic-life meeting after the feedback")
    FOCUS_MONTHS = "focus_months", _("Period of concentrated rectification")
    PROGRESS_REPORT_DAYS = "progress_report_days", _("Report on rectification after the feedback")
    LEAD_FEEDBACK_MONTHS = "lead_feedback_months", _("Answer on a lead after its receipt")
    LEAD_OPINION_DAYS = "lead_opinion_days", _("Opinion on the disposal of a lead")
    LEAD_APPROVAL_DAYS = "lead_approval_days", _("Approval of the disposal of a lead")
    LEAD_CLOSE_DAYS = "lead_close_days", _("Closing a lead after the talk or the written reply")
    EVAL_DAYS = "eval_days", _("Evaluation after concentrated rectification")
    WARN_RATIO = "warn_ratio", _("Reminder when this share of the time is used")
    WARN_DAYS = "warn_days", _("Reminder this long before the day")
    SEALED_KEEP_CLOSED = "sealed_keep_closed", _("Content of a sealed report kept after its petition closed")
    SEALED_KEEP_PASSED = "sealed_keep_passed", _("Content of a sealed report kept after it was passed on")
    SEALED_KEEP_FILED = "sealed_keep_filed", _("Content of a sealed report kept for reference")
    AUDIT_KEEP_DAYS = "audit_keep_days", _("Audit trail kept at least")


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def visible_to(self, user: User) -> RuleSetQuerySet:
        """The standard ones are everyone's; an office's own are seen by it and by those above."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(Q(office__isnull=True) | Q(office_id__in=offices_seen(user)))

    def for_office(self, office: Body) -> RuleSetQuerySet:
        """The current one of this office, then the standard one of its level."""
        where = Q(office=office) | Q(office__isnull=True)
        own_first = F("office").asc(nulls_last=True)
        return self.filter(where, level=office.level, is_current=True).order_by(own_first)


class RuleSet(Record):
    """The periods in force at one level, each with its unit and its basis.

    `values` is {key: {"value": 15, "unit": "working", "basis": "…"}} with the keys of
    `Rule`. The standard set of a level has no office; an office that edits it makes its own
    next version, and the earlier one stays for the rounds that started with it.
    """

    class Unit(models.TextChoices):
        WORKING = "working", _("working days")
        CALENDAR = "calendar", _("calendar days")
        MONTHS = "months", _("months")
        PERCENT = "percent", _("per cent")
        HOURS = "hours", _("hours of the day")
        SWITCH = "switch", _("1 for yes, 0 for no")

    # Units that are not lengths of time belong to one rule each.
    ONLY = {Rule.WARN_RATIO: Unit.PERCENT, Rule.PHONE_HOURS: Unit.HOURS, Rule.ENTRY_PLAN: Unit.SWITCH}

    name = models.CharField(NAME, max_length=100)
    version = models.PositiveIntegerField(_("Version"), default=1)
    level = models.CharField(_("Level"), max_length=10, choices=Level)
    office = models.ForeignKey(
        Body,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="rule_sets",
        verbose_name=_("Inspection office"),
    )
    values = models.JSONField(_("Values"), default=dict)
    note = models.TextField(_("What changed"), blank=True)
    is_current = models.BooleanField(_("Current"), default=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        # The standard ones first, so that whoever asks only by level never gets another office's.
        ordering = [F("office").asc(nulls_first=True), "level", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "office", "version"], nulls_distinct=False, name="rule_set_version_once"
            ),
            models.UniqueConstraint(
                fields=["level", "office"],
                condition=Q(is_current=True),
                nulls_distinct=False,
                name="rule_set_one_current_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("frames:rule_set", args=[self.pk])

    def asks(self, rule: str) -> bool:
        """Whether a switch is on. A set made before the switch existed does not ask for it."""
        return bool(self.values.get(rule, {}).get("value"))

    @classmethod
    def units_for(cls, rule: str) -> list[tuple[str, str]]:
        """The units that a rule may be given in."""
        only = cls.ONLY.get(Rule(rule))
        lengths = (cls.Unit.WORKING, cls.Unit.CALENDAR, cls.Unit.MONTHS)
        return [(unit.value, str(unit.label)) for unit in ([only] if only else lengths)]
