"""Models on medical insurance."""

from mingcha.analyse.supervision.library.medical import m44_in_two_places

FILES = (m44_in_two_places,)
