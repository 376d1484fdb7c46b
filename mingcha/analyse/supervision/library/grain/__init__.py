"""Models on grain bought and stored."""

from mingcha.analyse.supervision.library.grain import (
    m20_bought_on_paper,
    m20s_sold_more_than_grown,
    m21_going_in_circles,
    m22_books_and_bins,
)

FILES = (m20_bought_on_paper, m20s_sold_more_than_grown, m21_going_in_circles, m22_books_and_bins)
