"""Models on city management."""

from mingcha.analyse.supervision.library.city import (
    m54_waste_trucks,
    m55_refuse_billed,
    m56_sorting_scores,
    m57_house_use,
    m58_fire_hazards,
)

FILES = (
    m54_waste_trucks,
    m55_refuse_billed,
    m56_sorting_scores,
    m57_house_use,
    m58_fire_hazards,
)
