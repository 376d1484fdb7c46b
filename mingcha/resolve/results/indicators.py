"""Figures of the use made of results."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.indicators import Indicator
from mingcha.resolve.results.models import (
    Accountability,
    AppointmentCorrection,
    Circular,
    CommonProblem,
    Suggestion,
    SupervisionAct,
)

_OF = {
    "office": "office_id",
    "level": "office__level",
    "round": "round_id",
    "term": "round__term_id",
    "kind": "round__kind",
    "organisation": "organisation_id",
    "sector": "organisation__sector",
}
ACT = SupervisionAct.Kind


def _kept(code: str, name: Any, unit: str, model: Any, ledger: str, **more: Any) -> Indicator:
    only = more.pop("only", {})
    given = {
        "rule": _("Added up over the entries of this kind"),
        "measure": "sum:amount",
        "published": (),
        **more,
    }
    return Indicator(
        code=code,
        name=name,
        unit=unit,
        rows=lambda: model.objects.filter(**only),
        date="on",
        ledger=ledger,
        dimensions=_OF,
        section="resolve",
        **given,
    )


def _act(code: str, name: Any, unit: str, kind: str, published: str) -> Indicator:
    return _kept(
        code, name, unit, SupervisionAct, "supervision_acts", only={"kind": kind}, published=(published,)
    )


INDICATORS = [
    _act(
        "reports_heard",
        _("Reports on rectification heard by discipline bodies"),
        "次",
        ACT.REPORT_HEARD,
        "jl-34",
    ),
    _act("push_meetings", _("Meetings to push rectification"), "次", ACT.MEETING, "jl-35"),
    _act("site_checks", _("Checks of rectification on site"), "次", ACT.SITE_CHECK, "jl-36"),
    _act("enquiries", _("Talks and letters of enquiry about rectification"), "人", ACT.TALK, "jl-37"),
    _act("advice_letters", _("Discipline advice letters"), "份", ACT.ADVICE_LETTER, "jl-38"),
    _act(
        "briefings",
        _("Briefings and policy trainings by organisation departments"),
        "次",
        ACT.BRIEFING,
        "jl-39",
    ),
    _act("advice", _("Advice on rectification by organisation departments"), "条", ACT.ADVICE, "jl-40"),
    _act("trained", _("Personnel officers trained"), "人次", ACT.TRAINING, "jl-41"),
    _act("slow_heads", _("Heads of slow organisations talked to"), "个", ACT.PRINCIPAL_TALK, "jl-42"),
    _kept(
        "appointments_corrected",
        _("Wrong appointments corrected"),
        "人次",
        AppointmentCorrection,
        "corrections",
        measure="sum:corrected",
        published=("jl-17",),
    ),
    _kept(
        "appointments_handled",
        _("Organisational handling for wrong appointments"),
        "人",
        AppointmentCorrection,
        "corrections",
        measure="sum:handled",
        published=("jl-18",),
    ),
    _kept(
        "problems_circulated",
        _("Problems of weak rectification named in circulars"),
        "个",
        Circular,
        "circulars",
        only={"kind": Circular.Kind.PROBLEM},
        published=("jl-30",),
    ),
    _kept(
        "cases_circulated",
        _("Typical cases of rectification named in circulars"),
        "个",
        Circular,
        "circulars",
        only={"kind": Circular.Kind.CASE},
        published=("jl-31",),
    ),
    _kept(
        "organisations_accountable",
        _("Organisations held to account"),
        "个",
        Accountability,
        "accountability",
        only={"kind": Accountability.Kind.ORGANISATION},
        published=("jl-32",),
    ),
    _kept(
        "persons_accountable",
        _("Persons held to account"),
        "人",
        Accountability,
        "accountability",
        only={"kind": Accountability.Kind.PERSON},
        published=("jl-33",),
    ),
    _kept(
        "common_problems",
        _("Common problems gathered over inspections"),
        "个",
        CommonProblem,
        "common_problems",
        measure="count",
        rule=_("Common problems, one each"),
    ),
    Indicator(
        code="suggestions",
        name=_("Suggestions sent to departments"),
        unit="份",
        rule=_("Suggestions that were sent, one each"),
        rows=lambda: Suggestion.objects.exclude(status__in=Suggestion.INSIDE),
        measure="count",
        date="sent_on",
        ledger="suggestions",
        dimensions={
            "office": "office_id",
            "level": "office__level",
            "round": "round_id",
            "term": "round__term_id",
            "kind": "round__kind",
        },
        section="resolve",
    ),
]
