"""Petitions that a team received travel between its laptop and the office, the complainant's identity too."""

from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.queries import series_of
from mingcha.foundation.exchange.sharing import Shared

PETITIONS = Shared(
    "field.petition",
    Petition,
    rows=lambda channel: Petition.objects.filter(inspection=channel.inspection),
    order=55,
    links=("activities",),
    secret=("complainant_sealed",),
    numbered=[("office_id", "number")],
    series=series_of,
    together=[
        ("status", "duplicate_of", "passed_to", "passed_on", "letter_number", "closed_on"),
        ("classification", "meeting_opinion", "classified_by", "classified_on"),
    ],
)
KINDS = [PETITIONS.kind]
