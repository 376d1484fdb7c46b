"""Templates by version, their parts, and the places in them that records fill."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.records import Record
from mingcha.prepare.teams.queries import standard_or_own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mingcha.foundation.accounts.models import User

Version = TypeVar("Version", bound="OfficeVersion")
PLACE = re.compile(r"\{([^{}]*)\}")
ROUND = "轮次名称"
# What may stand in braces: papers are written in Chinese, so their places are as well.
_OF_PLANS = {
    ROUND: _("name of the round"),
    "巡察对象": _("the organisations, separated by “、”"),
    "对象数": _("how many organisations"),
    "各组分工": _("each team with its organisations, a line each"),
    "开始日期": _("first day on site"),
    "结束日期": _("last day on site"),
    "监督重点": _("name of the supervision frame"),
    "监督内容": _("the items of the frame, a line each"),
    "目标任务": _("purpose of the round"),
}
_OF_LISTS = {
    ROUND: _("name of the round"),
    "收函部门": _("the department asked"),
    "所涉期间": _("the period asked about"),
}


class OfOfficeQuerySet(models.QuerySet[Version]):
    """Standard ones and those of offices."""

    def visible_to(self, user: User) -> Self:
        """The standard ones: whoever is in an office or a team; an office's own: it and its teams."""
        return self.filter(standard_or_own(user))

    def in_use(self, office_id: object, **which: object) -> Self:
        """The current ones an office works with: its own first, then the standard ones."""
        mine = Q(office_id=office_id) | Q(office__isnull=True)
        return self.filter(mine, is_current=True, **which).order_by(
            F("office").asc(nulls_last=True), self.model.SERIES
        )


class OfficeVersion(Record):
    """What there is as a standard one and in versions of an office; `SERIES` is the field that they share.

    A version once published never changes. An office that edits one publishes its own next version
    (`actions.next_version`); what was begun with an earlier one keeps it.
    """

    SERIES: ClassVar[str]

    office = models.ForeignKey(
        "bodies.Body", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Office")
    )
    version = models.PositiveIntegerField(_("Version"), default=1)
    note = models.CharField(_("What changed"), max_length=300, blank=True)
    is_current = models.BooleanField(_("Current"), default=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=pgettext_lazy("template", "Drawn up by"),
    )

    class Meta:
        abstract = True

    @property
    def series(self) -> dict[str, Any]:
        """What all its versions have in common, the standard one's too."""
        return {self.SERIES: getattr(self, self.SERIES)}


class PaperTemplateQuerySet(OfOfficeQuerySet["PaperTemplate"]):
    pass


class PaperTemplate(OfficeVersion):
    """What a paper says before anybody writes in it, with places in braces that the records fill."""

    SERIES = "kind"

    class Kind(models.TextChoices):
        PLAN = "plan", _("Work plan")
        HANDBOOK = "handbook", _("Handbook")
        POLICY = "policy", _("Policy list")
        DUTY = "duty", _("Duty list")
        INFORMATION = "information", _("Information list")

    LISTS = (Kind.POLICY, Kind.DUTY, Kind.INFORMATION)

    kind = models.CharField(_("Kind of paper"), max_length=12, choices=Kind)
    title = models.CharField(_("Title of the paper"), max_length=120)

    objects = PaperTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of a paper")
        verbose_name_plural = _("templates of papers")
        ordering = ["-is_current", "kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "version"], nulls_distinct=False, name="template_version_once"
            ),
            models.UniqueConstraint(
                fields=["office", "kind"],
                condition=Q(is_current=True),
                nulls_distinct=False,
                name="template_one_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("papers:template", args=[self.pk])

    def may_attach(self, user: User) -> bool:
        """A template is its text."""
        return False

    @property
    def asks(self) -> bool:
        """Whether it asks departments for a list: its parts then say whom they are for."""
        return self.kind in self.LISTS

    @property
    def places(self) -> Mapping[str, object]:
        """What may stand in braces, and what it becomes."""
        return _OF_LISTS if self.asks else _OF_PLANS

    @property
    def title_places(self) -> Mapping[str, object]:
        return {ROUND: self.places[ROUND]}


class TemplatePartQuerySet(models.QuerySet["TemplatePart"]):
    def visible_to(self, user: User) -> TemplatePartQuerySet:
        return self.filter(template__in=PaperTemplate.objects.visible_to(user))


class TemplatePart(Record):
    """One paragraph under its heading; of a list, what departments of these names are asked for."""

    template = models.ForeignKey(
        PaperTemplate, models.CASCADE, related_name="parts", verbose_name=_("template of a paper")
    )
    order = models.PositiveIntegerField(_("Order"))
    heading = models.CharField(_("Heading"), max_length=100, blank=True)
    text = models.TextField(_("Paragraph text"))

    objects = TemplatePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of a template")
        verbose_name_plural = _("parts of templates")
        ordering = ["template", "order"]
        constraints = [models.UniqueConstraint(fields=["template", "order"], name="template_part_once")]

    def __str__(self) -> str:
        return self.heading or self.text[:40]
