"""Figures of guidance."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.indicators import Indicator
from mingcha.oversee.guidance.models import GuidanceNote, GuidanceVisit

VISIT, NOTE = GuidanceVisit.Kind, GuidanceNote.Kind


def _of(path: str) -> dict[str, str]:
    return {
        "office": f"{path}office_id",
        "level": f"{path}office__level",
        "round": f"{path}round_id",
        "term": f"{path}round__term_id",
        "kind": f"{path}round__kind",
    }


def _visits(code: str, name: Any, unit: str, measure: str, published: str, **only: Any) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit=unit,
        rule=_("Guidance visits of this kind; groups are counted once each"),
        rows=lambda: GuidanceVisit.objects.filter(**only),
        measure=measure,
        date="held_on",
        ledger="guidance_visits",
        dimensions=_of(""),
        published=(published,),
        section="oversee",
    )


def _notes(code: str, name: Any, kind: str, published: str) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit="条",
        rule=_("What guidance visits wrote down of this kind, one each"),
        rows=lambda: GuidanceNote.objects.filter(kind=kind),
        measure="count",
        date="visit__held_on",
        ledger="guidance_notes",
        dimensions=_of("visit__"),
        published=(published,),
        section="oversee",
    )


INDICATORS = [
    _visits("guidance_groups", _("Guidance groups"), "个", "distinct:group", "th-12", kind=VISIT.FULL),
    _visits(
        "guidance_sinking", _("Visits down to offices below"), "次", "count", "th-13", kind=VISIT.SINKING
    ),
    _visits("joint_groups", _("Joint supervision groups"), "个", "distinct:group", "th-17", kind=VISIT.JOINT),
    _notes("guidance_problems", _("Common problems found in guidance"), NOTE.COMMON_PROBLEM, "th-14"),
    _notes("guidance_opinions", _("Opinions given in guidance"), NOTE.OPINION, "th-15"),
    _notes("guidance_practices", _("Good practices found in guidance"), NOTE.PRACTICE, "th-16"),
    _notes("guidance_advice", _("Professional advice given in joint supervision"), NOTE.ADVICE, "th-19"),
]
