"""Statistical screens over a ledger of payments."""

from mingcha.analyse.supervision.library.screens import (
    s01_benford,
    s02_duplicates,
    s03_near_duplicates,
    s04_voucher_gaps,
    s05_round_amounts,
    s06_outliers,
    s07_splitting,
    s08_days_off,
)

FILES = (
    s01_benford,
    s02_duplicates,
    s03_near_duplicates,
    s04_voucher_gaps,
    s05_round_amounts,
    s06_outliers,
    s07_splitting,
    s08_days_off,
)
