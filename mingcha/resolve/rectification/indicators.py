"""Figures of rectification."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.indicators import Indicator, Ratio
from mingcha.resolve.rectification.models import Item, Plan, Progress


def _of(path: str) -> dict[str, str]:
    return {
        "office": f"{path}office_id",
        "level": f"{path}office__level",
        "round": f"{path}inspection__round_id",
        "term": f"{path}inspection__round__term_id",
        "kind": f"{path}inspection__round__kind",
        "organisation": f"{path}organisation_id",
        "sector": f"{path}organisation__sector",
    }


def _items(code: str, name: Any, rule: Any, rows: Any, date: str | None = None) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit="项",
        rule=rule,
        rows=rows,
        measure="count",
        date=date,
        ledger="items",
        dimensions=_of(""),
        section="resolve",
    )


def _gained(code: str, name: Any, unit: str, field: str) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit=unit,
        rule=_("As entered with the progress of rectification items"),
        rows=lambda: Progress.objects.all(),
        measure=f"sum:{field}",
        date="on",
        ledger="progress",
        dimensions=_of("item__"),
        section="resolve",
    )


INDICATORS = [
    _items(
        "items",
        _("Rectification items"),
        _("Items of plans, without those that rebounded, one each"),
        lambda: Item.objects.exclude(status=Item.Status.REBOUNDED),
    ),
    _items(
        "items_written_off",
        _("Rectification items written off"),
        _("Items written off, one each"),
        lambda: Item.objects.filter(status=Item.Status.WRITTEN_OFF),
    ),
    _items(
        "items_overdue",
        _("Rectification items overdue"),
        _("Open items whose day has passed, one each"),
        lambda: Item.objects.overdue(),
    ),
    _items(
        "items_false",
        _("False rectification"),
        _("Items recorded as falsely rectified, one each"),
        lambda: Item.objects.filter(false_rectification=True),
    ),
    Ratio(
        code="items_rate",
        name=_("Completion rate of rectification"),
        over="items_written_off",
        under="items",
        rule=_("Items written off, of all"),
        section="resolve",
    ),
    Indicator(
        code="plans_accepted",
        name=_("Rectification plans accepted"),
        unit="份",
        rule=_("Plans accepted after joint review, one each"),
        rows=lambda: Plan.objects.filter(accepted_on__isnull=False),
        measure="count",
        date="accepted_on",
        ledger="plans",
        dimensions=_of(""),
        section="resolve",
    ),
    _gained("recovered", _("Recovered in rectification"), "元", "recovered"),
    _gained("handled_persons", _("Persons handled in rectification"), "人", "handled_persons"),
    _gained("rules_made", _("Rules made or amended in rectification"), "项", "rules_made"),
]

# A part is never more than its whole.
PARTS = {"items_written_off": "items", "items_overdue": "items"}
