"""Models on high-standard farmland."""

from mingcha.analyse.supervision.library.fields import m14_built_twice, m15_works_made_up

FILES = (m14_built_twice, m15_works_made_up)
