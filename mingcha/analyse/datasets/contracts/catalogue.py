"""Every contract there is, by name. A new area's file is added to the list here."""

from django.core.exceptions import ImproperlyConfigured

from mingcha.analyse.datasets.contracts import (
    allowance,
    appointments,
    city,
    companies,
    elderly,
    farmland,
    fields,
    finance,
    grain,
    holidays,
    housing,
    investment,
    machinery,
    medical,
    payroll,
    people,
    purchasing,
    relations,
    research,
    screens,
    spending,
    subsidies,
    tenders,
    village,
    works,
)
from mingcha.analyse.datasets.contracts.declaration import Contract

AREA_FILES = (
    people,
    companies,
    subsidies,
    allowance,
    housing,
    elderly,
    machinery,
    farmland,
    fields,
    village,
    grain,
    medical,
    research,
    investment,
    city,
    tenders,
    works,
    purchasing,
    relations,
    spending,
    finance,
    payroll,
    appointments,
    screens,
    holidays,
)


def _by_name() -> dict[str, Contract]:
    found: dict[str, Contract] = {}
    for file in AREA_FILES:
        for contract in file.CONTRACTS:
            if contract.name in found:
                raise ImproperlyConfigured(f"Two contracts are called {contract.name}")
            found[contract.name] = contract
    return found


CONTRACTS = _by_name()


def contract(name: str) -> Contract:
    """The contract of this name. Raises KeyError."""
    return CONTRACTS[name]
