"""Figures of meetings."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mingcha.conclude.meetings.models import Meeting, NamedMatter
from mingcha.foundation.indicators import Indicator

_MEETING = {
    "office": "office_id",
    "level": "office__level",
    "round": "round_id",
    "term": "round__term_id",
    "kind": "round__kind",
}


def _recorded(kind: str) -> Callable[[], QuerySet[Meeting]]:
    return lambda: Meeting.objects.filter(kind=kind, status=Meeting.Status.RECORDED)


INDICATORS = [
    Indicator(
        code="secretary_meetings",
        name=_("Secretary's special meetings"),
        unit="次",
        rule=_("Meetings of this kind whose minutes are on record, one each"),
        rows=_recorded(Meeting.Kind.SECRETARY),
        measure="count",
        date="held_on",
        ledger="meetings",
        dimensions=_MEETING,
        published=("jl-1",),
        section="conclude",
    ),
    Indicator(
        code="standing_committee_hearings",
        name=_("Standing committee meetings that heard inspections"),
        unit="次",
        rule=_("Meetings of this kind whose minutes are on record, one each"),
        rows=_recorded(Meeting.Kind.STANDING_COMMITTEE),
        measure="count",
        date="held_on",
        ledger="meetings",
        dimensions=_MEETING,
        published=("jl-2",),
        section="conclude",
    ),
    Indicator(
        code="leading_group_meetings",
        name=_("Leading group meetings"),
        unit="次",
        rule=_("Meetings of this kind whose minutes are on record, one each"),
        rows=_recorded(Meeting.Kind.LEADING_GROUP),
        measure="count",
        date="held_on",
        ledger="meetings",
        dimensions=_MEETING,
        published=("jl-3",),
        section="conclude",
    ),
    Indicator(
        code="named",
        name=_("Persons and matters named at meetings"),
        unit="个",
        rule=_("Persons and matters named in minutes on record, one each"),
        rows=lambda: NamedMatter.objects.filter(meeting__status=Meeting.Status.RECORDED),
        measure="count",
        date="meeting__held_on",
        ledger="named",
        dimensions={
            "office": "office_id",
            "level": "office__level",
            "round": "inspection__round_id",
            "term": "inspection__round__term_id",
            "kind": "inspection__round__kind",
            "organisation": "inspection__organisation_id",
            "sector": "inspection__organisation__sector",
        },
        section="conclude",
    ),
]
