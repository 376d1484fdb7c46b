"""Officials in business."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.appointments import APPROVED_POSTS, UNIT_FIELDS
from mingcha.analyse.datasets.contracts.companies import COMPANIES, COMPANY_ROLES
from mingcha.analyse.datasets.contracts.people import KIN, OFFICIALS
from mingcha.analyse.synthetic.identities import credit_codes
from mingcha.analyse.synthetic.labelled import persons, who
from mingcha.analyse.synthetic.payroll import kinship
from mingcha.analyse.synthetic.province import Province, Sort

UNIT, FIELD = "示例建设局", "建筑业"


def fill(province: Province) -> None:
    """M40. A son-in-law's company is beyond the degree and missed; a stolen identity is hit."""
    province.add_rows(UNIT_FIELDS, [{"unit": UNIT, "trade": FIELD}])
    _held(province, Sort.PLAIN, "")
    _held(province, Sort.HARD, "six per cent", role="shareholder", share=6.0)
    _held(province, Sort.HARD, "a child in the field", degree=1)
    _held(province, Sort.HARD, "a son-in-law in the field", degree=2)
    _held(province, Sort.INNOCENT, "dissolved", status="注销")
    _held(province, Sort.INNOCENT, "passive", role="shareholder", share=1.0)
    _held(province, Sort.INNOCENT, "approved", role="manager", approved=True)
    _held(province, Sort.INNOCENT, "namesake", namesake=True)
    _held(province, Sort.INNOCENT, "name_lent")
    _held(province, Sort.INNOCENT, "another trade", degree=1, trade="餐饮业")


def _held(province: Province, sort: Sort, why: str, **given: Any) -> None:
    """Each official with a company held by themselves, a relative or a namesake."""
    codes = credit_codes(province.rng, province.many)
    for number, index in enumerate(persons(province, "M40", sort, why)):
        post = {"unit": UNIT, "post": "负责人", "is_leader": True, "is_village": False}
        province.add_rows(OFFICIALS, [who(province, index) | post])
        other = "degree" in given or "namesake" in given
        holder = province.take(1)[0] if other else index
        company = {
            "company_code": codes[number],
            "company": f"示例{why.replace(' ', '')}{number}经营有限公司",
        }
        register = {"status": given.get("status", "存续"), "trade": given.get("trade", FIELD), "insured": 20}
        founded = {"founded_on": np.datetime64("2015-05-01"), "tax": 100_000, "capital": 1_000_000}
        province.add_rows(COMPANIES, [company | register | founded])
        role = {
            "role_id": f"RO{index}",
            "role": given.get("role", "legal"),
            "share": given.get("share", 100.0),
        }
        holds = who(province, holder) | {"name": province.names[index if "namesake" in given else holder]}
        province.add_rows(COMPANY_ROLES, [company | holds | role])
        if "degree" in given:
            province.add_rows(KIN, [kinship(province, index, holder, given["degree"])])
        if "approved" in given:
            approval = {"approval_id": f"AP{index}", "company_code": codes[number]}
            province.add_rows(APPROVED_POSTS, [who(province, index) | approval])
