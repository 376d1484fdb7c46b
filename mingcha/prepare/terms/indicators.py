"""Coverage of the current terms, as figures."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.indicators import Indicator, Ratio
from mingcha.prepare.terms.models import ScopeEntry, ScopeSnapshot, Term
from mingcha.prepare.terms.queries import counted_tasks

DIMENSIONS = {
    "office": "office_id",
    "level": "office__level",
    "term": "snapshot__term_id",
    "sector": "sector",
    "organisation": "organisation_id",
}


def in_scope() -> QuerySet[ScopeEntry]:
    """The newest scope of every term that runs or has run."""
    taken = ScopeSnapshot.objects.filter(term=OuterRef("pk"), taken_on__lte=timezone.localdate())
    newest = taken.order_by("-taken_on", "-created_at").values("pk")[:1]
    terms = Term.objects.exclude(status=Term.Status.DRAFT)
    return ScopeEntry.objects.filter(snapshot__in=terms.annotate(newest=Subquery(newest)).values("newest"))


def _reached(**how_far: Any) -> QuerySet[ScopeEntry]:
    return in_scope().filter(Exists(counted_tasks().filter(**how_far)))


def _figure(code: str, name: Any, rule: Any, rows: Any) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit="个",
        rule=rule,
        rows=rows,
        ledger="scope",
        dimensions=DIMENSIONS,
        section="prepare",
    )


INDICATORS = [
    _figure(
        "organisations_in_scope",
        _l("Organisations in scope"),
        _l("Organisations of the newest scope of the term"),
        in_scope,
    ),
    _figure(
        "organisations_covered",
        _l("Organisations covered"),
        _l("Organisations in scope that a task which counts has entered at least once in the term"),
        lambda: _reached(entered_on__isnull=False),
    ),
    _figure(
        "organisations_effectively_covered",
        _l("Organisations effectively covered"),
        _l("Organisations in scope to which the result of a task which counts was fed back"),
        lambda: _reached(concluded_on__isnull=False),
    ),
    Ratio(
        "coverage_rate",
        _l("Coverage rate"),
        over="organisations_covered",
        under="organisations_in_scope",
        rule=_l("Organisations covered, of those in scope"),
        section="prepare",
    ),
    Ratio(
        "effective_coverage_rate",
        _l("Effective coverage rate"),
        over="organisations_effectively_covered",
        under="organisations_in_scope",
        rule=_l("Organisations effectively covered, of those in scope"),
        section="prepare",
    ),
]
