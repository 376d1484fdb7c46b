"""Models on officials in business."""

from mingcha.analyse.supervision.library.business import m40_officials_in_business

FILES = (m40_officials_in_business,)
