"""What areas that plant lots, firms and their papers write with: rows gathered by table, added at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.companies import COMPANIES
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.contracts.tenders import AWARDS, BIDS, TENDERS
from mingcha.analyse.synthetic import identities
from mingcha.analyse.synthetic.province import Province, Sort

CATEGORIES = np.array(["房建", "市政", "水利", "公路", "绿化", "监理", "设备", "服务"])
AGENTS = 40
# Shares of the price ceiling that ordinary bidders ask, never in equal steps.
ASKED = (0.97, 0.95, 0.92, 0.88, 0.83)


@dataclass(frozen=True)
class Firm:
    code: str
    name: str


def bidders(province: Province) -> int:
    """How many companies, the first of the province, bid for the ordinary lots."""
    return max(20, province.scale // 50) // 3


@dataclass
class Book:
    """Rows of one area, by contract. `area` keeps its numbers apart from other areas' (one digit)."""

    province: Province
    area: int
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, kind: str) -> str:
        """The next number of this kind: `N3-7`."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind}{self.area}-{self._numbers[kind]}"

    def add(self, contract: Contract, **row: Any) -> None:
        self.contracts[contract.name] = contract
        self.rows.setdefault(contract.name, []).append(row)

    def finish(self) -> None:
        """Everything gathered goes into the province."""
        for name, contract in self.contracts.items():
            self.province.add_rows(contract, self.rows[name])

    def plant(self, model: str, sort: Sort, subject: Any, why: str = "") -> None:
        self.province.plant(model, sort, subject, why)

    def firm(self, **columns: Any) -> Firm:
        """A company that nobody else has, in the register; an old one with staff unless columns say else."""
        serial = int(self.number("F").partition("-")[2])
        code = str(identities.with_check(np.array([f"91990199M{self.area}{serial:07d}"]))[0])
        name = f"示例{self.area}区{serial}号有限公司"
        usual = {"founded_on": np.datetime64("2010-05-01"), "status": "存续", "insured": 40, "tax": 300_000}
        self.add(COMPANIES, **{"company_code": code, "company": name, **usual, **columns})
        return Firm(code, name)

    def strangers(self, count: int) -> list[Firm]:
        """Ordinary bidders, all different."""
        chosen = self.province.rng.choice(bidders(self.province), count, replace=False)
        return [
            Firm(str(self.province.companies[one]), str(self.province.company_names[one])) for one in chosen
        ]

    def lot(self, firms: Sequence[Firm], winner: int = 0, **columns: Any) -> str:
        """A lot, its bids at ordinary prices and its award to `winner`; gives the lot's number.

        `quotes` sets the prices, `bids` adds columns to each bid, the rest is of the lot.
        """
        given = dict(columns)
        quotes, bids = given.pop("quotes", None), given.pop("bids", [{}] * len(firms))
        tender = self.tender(**given)
        for place, (firm, more) in enumerate(zip(firms, bids, strict=True)):
            quote = quotes[place] if quotes else self._quote(place + len(self.rows["tenders"]))
            who = {"company_code": firm.code, "company": firm.name}
            self.add(BIDS, **{"bid_id": self.number("B"), "tender_id": tender, **who, "quote": quote, **more})
        owner, day = self._of(tender, "owner"), self._of(tender, "opened_on")
        self.award(firms[winner], tender_id=tender, owner=owner, awarded_on=day + 5)
        return tender

    def tender(self, **columns: Any) -> str:
        """A lot of an owner that has no other, through one of many agents, unless columns say else."""
        number = self.number("T")
        serial = int(number.partition("-")[2])
        day = np.datetime64("2025-03-10")
        usual = {
            "tender_id": number,
            "tender": f"示例工程{number}标段",
            "owner": f"示例招标人{number}",
            "agent": f"示例代理{serial % AGENTS}",
            "category": CATEGORIES[serial % len(CATEGORIES)],
            "method": "open",
            "noticed_on": day - 25,
            "opened_on": day,
            "control_price": 1_000_000,
            "pricing": "free",
        }
        self.add(TENDERS, **{**usual, **columns})
        return number

    def award(self, firm: Firm, **columns: Any) -> str:
        number = self.number("A")
        usual = {"company_code": firm.code, "company": firm.name, "amount": 900_000}
        self.add(AWARDS, **{"award_id": number, **usual, **columns})
        return number

    def _quote(self, place: int) -> int:
        return int(1_000_000 * (ASKED[place % len(ASKED)] - self.province.rng.uniform(0, 0.004)))

    def _of(self, tender: str, name: str) -> Any:
        last = self.rows["tenders"][-1]
        if last["tender_id"] != tender:
            raise ValueError(f"{tender} is not the last lot")
        return last[name]
