"""Models on official vehicles, receptions and travel."""

from mingcha.analyse.supervision.library.spending import (
    m33_fuel_cards,
    m34_receptions,
    m35_overlapping_trips,
)

FILES = (m33_fuel_cards, m34_receptions, m35_overlapping_trips)
