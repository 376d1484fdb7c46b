"""Models on medical insurance."""

from mingcha.analyse.supervision.library.medical import (
    m44_in_two_places,
    m45_item_does_not_fit,
    m46_repeated_stays,
    m47_coded_too_high,
)

FILES = (
    m44_in_two_places,
    m45_item_does_not_fit,
    m46_repeated_stays,
    m47_coded_too_high,
)
