"""Models on the minimum living allowance and relief."""

from mingcha.analyse.supervision.library.allowance import (
    m02_officials_kin_on_allowance,
    m03_assets_on_allowance,
    m04_relief_twice,
    m09_guardian_draws_on,
)

FILES = (
    m02_officials_kin_on_allowance,
    m03_assets_on_allowance,
    m04_relief_twice,
    m09_guardian_draws_on,
)
