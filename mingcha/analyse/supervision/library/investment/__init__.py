"""Models on investment promotion."""

from mingcha.analyse.supervision.library.investment import (
    m51_incentive_unearned,
    m52_one_asset_several_funds,
    m53_signed_not_built,
)

FILES = (
    m51_incentive_unearned,
    m52_one_asset_several_funds,
    m53_signed_not_built,
)
