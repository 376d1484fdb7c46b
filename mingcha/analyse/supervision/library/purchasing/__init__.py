"""Models on purchasing."""

from mingcha.analyse.supervision.library.purchasing import m29_split_purchases, m32_favoured_vendor

FILES = (m29_split_purchases, m32_favoured_vendor)
