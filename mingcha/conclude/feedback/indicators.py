"""Figures of feedback."""

from django.utils.translation import gettext_lazy as _

from mingcha.conclude.feedback.models import FeedbackIssue, FeedbackOpinion
from mingcha.foundation.indicators import Indicator

_OF = {
    "office": "office_id",
    "level": "office__level",
    "round": "inspection__round_id",
    "term": "inspection__round__term_id",
    "kind": "inspection__round__kind",
    "organisation": "organisation_id",
    "sector": "organisation__sector",
}
INDICATORS = [
    Indicator(
        code="fed_back",
        name=_("Organisations fed back to"),
        unit="家",
        rule=_("Opinions served, counted by organisation"),
        rows=lambda: FeedbackOpinion.objects.filter(status__in=FeedbackOpinion.SERVED),
        measure="distinct:organisation_id",
        date="served_on",
        ledger="feedback",
        dimensions=_OF,
        section="conclude",
    ),
    Indicator(
        code="issues_fed_back",
        name=_("Issues fed back"),
        unit="个",
        rule=_("Issues of opinions served, one each"),
        rows=lambda: FeedbackIssue.objects.filter(opinion__status__in=FeedbackOpinion.SERVED),
        measure="count",
        date="opinion__served_on",
        ledger="feedback_issues",
        dimensions=_OF,
        section="conclude",
    ),
]
