"""Relations for the tests: an official whose spouse's company shares an account with a winner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from mingcha.analyse.clues.models import Clue
from mingcha.analyse.datasets.actions import grant_round
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.supervision.actions import start_run
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.tasks import carry_out
from mingcha.analyse.synthetic.identities import with_check
from mingcha.foundation.accounts.models import User
from mingcha.testing.conduct import Site
from mingcha.testing.datasets import as_csv, identity, make_dataset, make_version

OFFICIAL, SPOUSE = identity(701), identity(702)
WINNER, OWN = (str(code) for code in with_check(np.array([f"91990101MA700000{one}" for one in (1, 2)])))
ACCOUNT = "9999000000000000701"
Tables = Mapping[str, Sequence[Mapping[str, Any]]]
CHAIN: Tables = {
    "officials": [{"person_id": OFFICIAL, "name": "张测试", "unit": "测试住建局", "post": "科长"}],
    "kin": [
        {
            "relation_id": "k1",
            "person_id": OFFICIAL,
            "kin_id": SPOUSE,
            "kin_name": "李测试",
            "relation": "配偶",
            "degree": 1,
        }
    ],
    "company_roles": [
        {
            "role_id": "r1",
            "company_code": OWN,
            "company": "测试建材有限公司",
            "person_id": SPOUSE,
            "name": "李测试",
            "role": "法定代表人",
        }
    ],
    "companies": [
        {"company_code": WINNER, "company": "测试市政工程有限责任公司"},
        {"company_code": OWN, "company": "测试建材有限公司"},
    ],
    "account_holders": [
        {"record_id": "a1", "holder_id": WINNER, "account": ACCOUNT},
        {"record_id": "a2", "holder_id": OWN, "account": ACCOUNT},
    ],
    "awards": [
        {
            "award_id": "w1",
            "tender_id": "T1",
            "owner": "测试住建局",
            "company_code": WINNER,
            "company": "测试市政工程有限责任公司",
            "amount": 500000,
            "awarded_on": "2025-06-01",
        }
    ],
}


def make_tables(site: Site, tables: Tables) -> dict[str, Version]:
    """Loaded by the office and granted to the round, by the name of their contract."""
    return {name: _loaded(site, name, rows) for name, rows in tables.items()}


def _loaded(site: Site, name: str, rows: Sequence[Mapping[str, Any]]) -> Version:
    dataset = make_dataset(by=site.staff, office=site.inspection.office, contract=name)
    grant_round(dataset, site.inspection.round, by=site.staff)
    columns = {column.name: column.words.zh for column in CONTRACTS[name].columns if column.name in rows[0]}
    lines = [[row.get(column, "") for column in columns] for row in rows]
    return make_version(dataset, as_csv(lines, list(columns.values())), by=site.staff)


def make_relation_clue(
    site: Site, code: str = "R01", tables: Tables = CHAIN, *, by: User | None = None
) -> Clue:
    """The clue that a relation model raises on these tables, for the site's inspection."""
    versions, model = make_tables(site, tables), MODELS[code]
    inputs = {name: versions[one.name] for name, one in model.inputs.items() if one.name in versions}
    run = start_run(
        model,
        versions=inputs,
        parameters={},
        why="核查中标人与公职人员的关联",
        by=by or site.staff,
        task=site.inspection.task,
    )
    carry_out(run)
    return Clue.objects.get(run=run)
