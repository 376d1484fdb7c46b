"""What people told the teams, in figures. Each registration counts as often as it came (件次)."""

from typing import Any

from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.indicators import Indicator, Ratio

Channel = Petition.Channel
WRITTEN_OR_CALLED = (Channel.LETTER, Channel.CALL, Channel.EMAIL, Channel.MESSAGE, Channel.QR)
_DIMENSIONS = {
    "office": "office_id",
    "level": "office__level",
    "round": "inspection__round_id",
    "term": "inspection__round__term_id",
    "kind": "inspection__round__kind",
    "inspection": "inspection_id",
    "sector": "organisation__sector",
    "organisation": "organisation_id",
}


def _petitions(code: str, name: Any, unit: str, rule: Any, measure: str = "count", **more: Any) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit=unit,
        rule=rule,
        measure=measure,
        date=more.pop("date", "received_on"),
        ledger="petitions",
        dimensions=_DIMENSIONS,
        section="conduct",
        **more,
    )


INDICATORS = [
    _petitions(
        "petitions",
        _l("Petitions received"),
        "件次",
        _l("Item-times of all registrations, repeats included."),
        "sum:letters",
        rows=Petition.objects.all,
        splits={"channel": "channel"},
        published=("th-3",),
    ),
    _petitions(
        "letters_and_calls",
        _l("Letters and calls received"),
        "件次",
        _l("Item-times that came by letter, call, e-mail, text message or QR code."),
        "sum:letters",
        rows=lambda: Petition.objects.filter(channel__in=WRITTEN_OR_CALLED),
        published=("jl-4",),
    ),
    _petitions(
        "visits_received",
        _l("Visitors received"),
        "次",
        _l("Visits of petitioners, counted each time."),
        "sum:letters",
        rows=lambda: Petition.objects.filter(channel=Channel.VISIT),
        published=("jl-5",),
    ),
    _petitions(
        "petitions_passed_on",
        _l("Petitions passed on"),
        "件",
        _l("Registrations passed on with a letter, one each."),
        rows=lambda: Petition.objects.filter(passed_on__isnull=False),
        date="passed_on",
    ),
    _petitions(
        "petition_matters",
        _l("Petitions registered"),
        "件",
        _l("Registrations without repeats, one each."),
        rows=lambda: Petition.objects.filter(duplicate_of__isnull=True),
    ),
    _petitions(
        "petitions_closed",
        _l("Petitions closed"),
        "件",
        _l("Registrations without repeats that are closed, one each."),
        rows=lambda: Petition.objects.filter(duplicate_of__isnull=True, status=Petition.Status.CLOSED),
    ),
    Ratio(
        code="petitions_closed_share",
        name=_l("Share of petitions closed"),
        over="petitions_closed",
        under="petition_matters",
        rule=_l("Closed registrations among all, without repeats."),
        section="conduct",
    ),
]
