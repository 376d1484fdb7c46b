"""Reads over data sets, and their profiles as pages show them."""

from mingcha.analyse.datasets.queries.records import (
    contract_choices,
    contracts_by_area,
    grants_of,
    newest,
    newest_version,
    next_number,
    offices_for,
    open_loads,
    remembered,
    rounds_for,
    rounds_to_grant,
    same_file,
    users_of_contract,
)
from mingcha.analyse.datasets.queries.values import in_words

__all__ = [
    "contract_choices",
    "contracts_by_area",
    "grants_of",
    "in_words",
    "newest",
    "newest_version",
    "next_number",
    "offices_for",
    "open_loads",
    "remembered",
    "rounds_for",
    "rounds_to_grant",
    "same_file",
    "users_of_contract",
]
