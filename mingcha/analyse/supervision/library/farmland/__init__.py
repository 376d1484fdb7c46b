"""Models on farmland."""

from mingcha.analyse.supervision.library.farmland import (
    m11_not_tilled,
    m12_more_than_confirmed,
    m12v_village_over_tillable,
    m13_change_left_open,
)

FILES = (m11_not_tilled, m12_more_than_confirmed, m12v_village_over_tillable, m13_change_left_open)
