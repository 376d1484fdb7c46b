"""What the data said, in figures."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.supervision.models import TRUE_ONES
from mingcha.foundation.indicators import Indicator, Ratio

_DIMENSIONS = {
    "office": "office_id",
    "level": "office__level",
    "round": "task__round_id",
    "term": "task__round__term_id",
    "kind": "task__round__kind",
    "organisation": "task__organisation_id",
}


def _clues(code: str, name: Any, rule: Any, rows: Any, unit: str = "条", **more: Any) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit=unit,
        rule=rule,
        rows=rows,
        ledger="clues",
        dimensions=_DIMENSIONS,
        section="conduct",
        **more,
    )


INDICATORS = [
    _clues("clues", _l("Clues raised by models"), _l("Clues of all states, one each."), Clue.objects.all),
    _clues(
        "clues_verified",
        _l("Clues verified"),
        _l("Clues with a verdict: confirmed by two, or set aside with a reason."),
        lambda: Clue.objects.filter(status__in=("confirmed", "dismissed")),
        date="judged_on",
    ),
    _clues(
        "clues_confirmed",
        _l("Clues confirmed"),
        _l("Clues confirmed by two people, whole or in part."),
        lambda: Clue.objects.filter(status="confirmed", outcome__in=TRUE_ONES),
        date="judged_on",
    ),
    _clues(
        "clue_areas",
        _l("Areas with confirmed clues"),
        _l("Different areas of supervision in which a clue was confirmed."),
        lambda: Clue.objects.filter(status="confirmed"),
        unit="个",
        measure="distinct:area",
        date="judged_on",
    ),
    Ratio(
        code="clue_precision",
        name=_l("Precision of the models"),
        over="clues_confirmed",
        under="clues_verified",
        rule=_l("Confirmed clues among those verified."),
        section="conduct",
    ),
]
