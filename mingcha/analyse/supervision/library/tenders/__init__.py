"""Models on tenders."""

from mingcha.analyse.supervision.library.tenders import (
    m23_same_computer,
    m24_same_payer,
    m25_linked_bidders,
    m26_patterned_quotes,
    m27_winning_too_often,
    m28_shell_winner,
)

FILES = (
    m23_same_computer,
    m24_same_payer,
    m25_linked_bidders,
    m26_patterned_quotes,
    m27_winning_too_often,
    m28_shell_winner,
)
