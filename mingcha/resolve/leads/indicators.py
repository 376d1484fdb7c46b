"""Figures of leads. Handed to bodies of every level and handed to one's own level are two figures."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.indicators import Indicator, Ratio
from mingcha.resolve.leads.models import Lead, LeadResult


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


def _summed(code: str, name: Any, field: str, rule: Any, published: tuple[str, ...] = ()) -> Indicator:
    return Indicator(
        code=code,
        name=name,
        unit="人",
        rule=rule,
        rows=lambda: LeadResult.objects.all(),
        measure=f"sum:{field}",
        date="reported_on",
        ledger="lead_results",
        dimensions=_of("lead__"),
        published=published,
        section="resolve",
    )


INDICATORS = [
    Indicator(
        code="leads",
        name=_("Leads handed to bodies of every level"),
        unit="件",
        rule=_("Leads that left with a letter of transfer, one each, whichever body received them"),
        rows=lambda: Lead.objects.filter(status__in=Lead.SENT),
        measure="count",
        date="transferred_on",
        ledger="leads",
        dimensions=_of(""),
        splits={"way": "way", "status": "status", "target": "target"},
        published=("jl-13", "th-5"),
        section="resolve",
    ),
    Indicator(
        code="leads_same_level",
        name=_("Leads handed to the discipline body of one's own level"),
        unit="件",
        rule=_("Of the leads handed over, those to the same level only. Never add it to the figure for all."),
        rows=lambda: Lead.objects.filter(status__in=Lead.SENT, target=Lead.Target.SAME_LEVEL),
        measure="count",
        date="transferred_on",
        ledger="leads",
        dimensions=_of(""),
        published=("jl-43",),
        section="resolve",
    ),
    Indicator(
        code="leads_same_level_closed",
        name=_("Of the leads handed to one's own level: closed"),
        unit="件",
        rule=_("Leads to the same level that are closed, one each"),
        rows=lambda: Lead.objects.filter(status=Lead.Status.CLOSED, target=Lead.Target.SAME_LEVEL),
        measure="count",
        date="transferred_on",
        ledger="leads",
        dimensions=_of(""),
        published=("jl-44",),
        section="resolve",
    ),
    Ratio(
        code="leads_closed_rate",
        name=_("Closing rate of leads handed to one's own level"),
        over="leads_same_level_closed",
        under="leads_same_level",
        rule=_("Closed, of those handed to one's own level"),
        published=("jl-45",),
        section="resolve",
    ),
    _summed(
        "filed_persons",
        _("Persons filed against from leads"),
        "filed_persons",
        _("Persons filed against as reported back on leads"),
        ("jl-14",),
    ),
    _summed(
        "sanctioned_persons",
        _("Persons given Party or administrative sanctions"),
        "sanctioned_persons",
        _("Persons sanctioned as reported back on leads"),
        ("jl-15",),
    ),
    _summed(
        "to_courts_persons",
        _("Persons transferred to the courts"),
        "to_courts_persons",
        _("Persons transferred as reported back on leads"),
        ("jl-16",),
    ),
    _summed("form1", _("First form"), "form1", _("Persons dealt with in this form, as reported back")),
    _summed("form2", _("Second form"), "form2", _("Persons dealt with in this form, as reported back")),
    _summed("form3", _("Third form"), "form3", _("Persons dealt with in this form, as reported back")),
    _summed("form4", _("Fourth form"), "form4", _("Persons dealt with in this form, as reported back")),
]

# A part is never more than its whole. The two lead figures are two wholes: nobody adds them.
PARTS = {"leads_same_level": "leads", "leads_same_level_closed": "leads_same_level"}
