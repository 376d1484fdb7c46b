"""Models on relations."""

from mingcha.analyse.supervision.library.relations import (
    r01_official_and_winner,
    r02_bidding_communities,
    r03_shared_contacts,
)

FILES = (r01_official_and_winner, r02_bidding_communities, r03_shared_contacts)
