"""Models on the minimum living allowance and relief."""

from mingcha.analyse.supervision.library.allowance import m02_officials_kin_on_allowance

FILES = (m02_officials_kin_on_allowance,)
