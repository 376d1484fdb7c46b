"""Models on housing."""

from mingcha.analyse.supervision.library.housing import m06_renovation_class, m07_public_housing_means

FILES = (m06_renovation_class, m07_public_housing_means)
