"""Investment promotion."""

from mingcha.analyse.datasets.contracts.declaration import Contract

CONTRACTS: tuple[Contract, ...] = ()
