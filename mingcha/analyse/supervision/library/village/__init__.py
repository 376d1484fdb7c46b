"""Models on villages' collective money, assets and works."""

from mingcha.analyse.supervision.library.village import (
    m16_let_too_cheaply,
    m17_cadres_kin,
    m18_split_payments,
)

FILES = (m16_let_too_cheaply, m17_cadres_kin, m18_split_payments)
