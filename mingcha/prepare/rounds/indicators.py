"""Figures over rounds and tasks."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.indicators import Indicator
from mingcha.prepare.rounds.models import Round, Task

OF_ROUND = {"office": "office_id", "level": "office__level", "round": "id", "term": "term_id", "kind": "kind"}
OF_TASK = {
    "office": "office_id",
    "level": "office__level",
    "round": "round_id",
    "term": "round__term_id",
    "kind": "round__kind",
    "sector": "organisation__sector",
    "organisation": "organisation_id",
}


def _entered(**filters: Any) -> QuerySet[Round]:
    return Round.objects.filter(entered_on__isnull=False, **filters)


INDICATORS = [
    Indicator(
        code="rounds",
        name=_l("Rounds carried out"),
        unit="轮",
        rule=_l("Rounds of every kind whose teams have entered"),
        rows=_entered,
        date="entered_on",
        ledger="rounds",
        dimensions=OF_ROUND,
        section="prepare",
    ),
    Indicator(
        code="regular_rounds",
        name=_l("Regular rounds carried out"),
        unit="轮",
        rule=_l("Rounds of the regular kind whose teams have entered"),
        rows=lambda: _entered(kind=Round.Kind.REGULAR),
        date="entered_on",
        ledger="rounds",
        dimensions=OF_ROUND,
        published=("jl-19",),
        section="prepare",
    ),
    Indicator(
        code="look_back_rounds",
        name=_l("Look-back rounds carried out"),
        unit="轮",
        rule=_l("Rounds of the look-back kind whose teams have entered"),
        rows=lambda: _entered(kind=Round.Kind.LOOK_BACK),
        date="entered_on",
        ledger="rounds",
        dimensions=OF_ROUND,
        section="prepare",
    ),
    Indicator(
        code="rounds_looked_back_on",
        name=_l("Rounds covered by look-backs"),
        unit="轮",
        rule=_l("Earlier rounds that a look-back round which has entered names, each counted once"),
        rows=lambda: Round.objects.filter(pk__in=_entered(kind=Round.Kind.LOOK_BACK).values("covers")),
        date="entered_on",
        ledger="rounds",
        dimensions=OF_ROUND,
        published=("jl-28", "jl-29"),
        section="prepare",
    ),
    Indicator(
        code="tasks_entered",
        name=_l("Inspections carried out"),
        unit="个次",
        rule=_l("Tasks whose team has entered; an organisation inspected twice counts twice"),
        rows=lambda: Task.objects.entered(),
        date="entered_on",
        ledger="tasks",
        dimensions=OF_TASK,
        section="prepare",
    ),
    Indicator(
        code="sectors_inspected",
        name=_l("Sectors covered"),
        unit="个",
        rule=_l("Sectors with at least one organisation that a team has entered"),
        rows=lambda: Task.objects.entered(),
        measure="distinct:organisation__sector",
        date="entered_on",
        ledger="tasks",
        dimensions=OF_TASK,
        published=("jl-20",),
        section="prepare",
    ),
    Indicator(
        code="organisations_inspected",
        name=_l("Organisations inspected"),
        unit="个",
        rule=_l("Organisations that a team has entered, each counted once"),
        rows=lambda: Task.objects.entered(),
        measure="distinct:organisation_id",
        date="entered_on",
        ledger="tasks",
        dimensions=OF_TASK,
        published=("jl-21",),
        section="prepare",
    ),
]
