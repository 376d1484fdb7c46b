"""Models on subsidies."""

from mingcha.analyse.supervision.library.subsidies import (
    m01_paid_after_death,
    m05_one_account_many,
    m08_paid_in_prison,
)

FILES = (m01_paid_after_death, m05_one_account_many, m08_paid_in_prison)
