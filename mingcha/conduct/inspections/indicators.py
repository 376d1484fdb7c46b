"""What the team did on site, in figures."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.inspections.models import Activity, MidTermComment, Prompt
from mingcha.foundation.indicators import Indicator

Kind = Activity.Kind
_OF_INSPECTION = {
    "office": "office_id",
    "level": "office__level",
    "round": "inspection__round_id",
    "term": "inspection__round__term_id",
    "kind": "inspection__round__kind",
    "inspection": "inspection_id",
    "sector": "inspection__organisation__sector",
    "organisation": "inspection__organisation_id",
}
_OF_PROMPT = {
    "office": "office_id",
    "level": "office__level",
    "round": "round_id",
    "term": "round__term_id",
    "kind": "round__kind",
}


def _confirmed(kind: str) -> Callable[[], Any]:
    return lambda: Activity.objects.filter(kind=kind, status=Activity.Status.CONFIRMED)


def _activity(code: str, kind: str, name: Any, unit: str, rule: Any, **more: Any) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit=unit,
        rule=rule,
        rows=_confirmed(kind),
        date="held_on",
        ledger="activities",
        dimensions=_OF_INSPECTION,
        section="conduct",
        **more,
    )


_ONE_EACH = _l("Confirmed records, one each.")
_PERSONS = _l("Persons in confirmed records, counted each time.")
INDICATORS = [
    _activity("hearings", Kind.HEARING, _l("Reports heard"), "次", _ONE_EACH, published=("jl-25",)),
    _activity(
        "talks",
        Kind.TALK,
        _l("Individual talks"),
        "人次",
        _PERSONS,
        measure="sum:persons",
        published=("jl-26",),
    ),
    _activity(
        "communications",
        Kind.COMMUNICATION,
        _l("Communications with principals"),
        "次",
        _ONE_EACH,
        published=("jl-27",),
    ),
    _activity("symposia", Kind.SYMPOSIUM, _l("Symposia"), "次", _ONE_EACH),
    _activity("visits", Kind.VISIT, _l("Visits to lower units"), "次", _ONE_EACH),
    _activity("attendances", Kind.ATTENDANCE, _l("Meetings attended"), "次", _ONE_EACH),
    _activity("spot_checks", Kind.SPOT_CHECK, _l("Spot checks"), "次", _ONE_EACH),
    _activity(
        "files_read",
        Kind.FILE_REVIEW,
        _l("Files read"),
        "份",
        _l("Items taken over, as confirmed."),
        measure="sum:copies",
    ),
    _activity(
        "questionnaires",
        Kind.QUESTIONNAIRE,
        _l("Valid questionnaires"),
        "份",
        _l("Valid sheets of confirmed questionnaires."),
        measure="sum:valid",
    ),
    _activity("mid_term_hearings", Kind.MID_TERM, _l("Mid-term hearings"), "次", _ONE_EACH),
    Indicator(
        code="mid_term_comments",
        name=_l("Mid-term comments"),
        unit="个",
        rule=_l("Comments issued, one each."),
        rows=lambda: MidTermComment.objects.exclude(status=MidTermComment.Status.DRAFT),
        date="given_on",
        ledger="comments",
        dimensions=_OF_INSPECTION,
        published=("th-10",),
        section="conduct",
    ),
    Indicator(
        code="prompts",
        name=_l("Work prompts"),
        unit="个",
        rule=_l("Prompts issued, one for each team."),
        rows=lambda: Prompt.objects.exclude(status=Prompt.Status.DRAFT),
        date="given_on",
        ledger="prompts",
        dimensions=_OF_PROMPT,
        published=("th-11",),
        section="conduct",
    ),
]
