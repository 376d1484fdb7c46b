"""The ledger of payments and the calendar: units in which something is amiss among ordinary ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.holidays import HOLIDAYS
from mingcha.analyse.datasets.contracts.screens import PAYMENTS
from mingcha.analyse.synthetic.labelled import days, exchanged, units
from mingcha.analyse.synthetic.province import BEGIN, Province, Sort

Columns = dict[str, Any]
Change = Callable[[Columns, Any], None]  # works on a ledger's columns and the generator of chance


def fill(province: Province) -> None:
    _holidays(province)
    many = max(40, province.scale // 250)
    names = np.char.add("示例付款单位", np.arange(many).astype(str))
    province.add(PAYMENTS, ledger(province, "PL", names, province.scale * 10 // many))
    _digits(province)
    _doubles(province)
    _vouchers(province)
    _splits(province)
    _against_peers(province)


def _holidays(province: Province) -> None:
    free = [day for day in days(worked=False) if day.item().weekday() < 5]
    rows = [{"day": day, "kind": "off", "name": "假日"} for day in free]
    rows += [{"day": day, "kind": "work", "name": "调休"} for day in exchanged()]
    province.add_rows(HOLIDAYS, rows)


def ledger(province: Province, prefix: str, names: Any, count: int) -> Columns:
    """So many payments for each unit over the years, in order, with vouchers numbered by month.

    Amounts from 10 to a million are as Benford's law has them; one payment in a hundred is on a day off;
    the same payee comes round only after weeks.
    """
    rng, total = province.rng, len(names) * count
    unit, order = np.repeat(np.arange(len(names)), count), np.tile(np.arange(count), len(names))
    day = days(worked=True)[order * len(days(worked=True)) // count]
    free = days(worked=False)
    later = free[np.minimum(np.searchsorted(free, day), len(free) - 1)]
    day = np.where(rng.random(total) < 0.01, later, day)
    payees = max(20, province.scale // 50) // 3
    payee = (order + 31 * unit) % max(payees, 20)
    return {
        "payment_id": np.char.add(prefix, np.arange(total).astype(str)),
        "unit": np.asarray(names)[unit],
        "payee": province.company_names[payee],
        "account": np.char.add("9995", np.char.zfill(payee.astype(str), 15)),
        "amount": np.floor(10 ** (1 + 5 * rng.random(total)) * 100) / 100,
        "day": day,
        "purpose": np.full(total, "采购"),
        "voucher_no": _numbered(unit, day),
    }


def _numbered(unit: Any, day: Any) -> Any:
    """Vouchers of a unit and month, from 1 on without gaps."""
    month = day.astype("datetime64[M]")
    group = unit * 1000 + (month - BEGIN.astype("datetime64[M]")).astype(int)
    order = np.argsort(group, kind="stable")
    _values, start = np.unique(group[order], return_index=True)
    begun = np.repeat(start, np.diff(np.append(start, len(group))))
    number = np.empty(len(group), dtype=int)
    number[order] = np.arange(len(group)) - begun + 1
    text = np.char.add(np.char.add("记", np.char.replace(month.astype(str), "-", "")), "-")
    return np.char.add(text, np.char.zfill(number.astype(str), 4))


def _changed(province: Province, model: str, sort: Sort, why: str, count: int, change: Change) -> None:
    """Units whose ledgers are as others' but for one thing."""
    names = units(province, model, sort, why)
    columns = ledger(province, f"{model}{sort}{why.replace(' ', '')}", names, count)
    change(columns, province.rng)
    province.add(PAYMENTS, columns)


def _some(columns: Columns, rng: Any, share: float) -> Any:
    return rng.random(len(columns["amount"])) < share


def _digits(province: Province) -> None:
    """S01. Two in a hundred invented amounts are mostly missed; amounts by a fixed standard are hit."""
    _changed(province, "S01", Sort.PLAIN, "", 1500, _just_below(0.15))
    _changed(province, "S01", Sort.HARD, "five in a hundred", 1500, _just_below(0.05))
    _changed(province, "S01", Sort.HARD, "two in a hundred", 1500, _just_below(0.02))
    _changed(province, "S01", Sort.INNOCENT, "standard", 1500, _standard)
    _changed(province, "S01", Sort.INNOCENT, "narrow", 1500, _narrow)
    _changed(province, "S01", Sort.INNOCENT, "few", 700, _just_below(0.15))


def _just_below(share: float) -> Change:
    def change(columns: Columns, rng: Any) -> None:
        some = _some(columns, rng, share)
        columns["amount"][some] = rng.integers(4900, 5000, some.sum())

    return change


def _standard(columns: Columns, rng: Any) -> None:
    columns["amount"][_some(columns, rng, 0.2)] = 3_650


def _narrow(columns: Columns, rng: Any) -> None:
    columns["amount"] = rng.integers(1000, 9000, len(columns["amount"]))


def _against_peers(province: Province) -> None:
    """S05, S06 and S08. The hard ones are close to the bounds, so that some are missed by chance.

    Grants by budget, units with other tasks and units always on duty are hit.
    """
    _changed(province, "S05", Sort.PLAIN, "", 300, _rounded(0.9))
    _changed(province, "S05", Sort.HARD, "a third", 300, _rounded(0.33))
    _changed(province, "S05", Sort.INNOCENT, "budget", 300, _rounded(0.8))
    _changed(province, "S05", Sort.INNOCENT, "fixed", 300, _fixed)
    _changed(province, "S06", Sort.PLAIN, "", 300, _larger(10))
    _changed(province, "S06", Sort.HARD, "double", 300, _larger(2))
    _changed(province, "S06", Sort.INNOCENT, "other_tasks", 300, _larger(5))
    _changed(province, "S06", Sort.INNOCENT, "one_large", 300, _one_large)
    _changed(province, "S08", Sort.PLAIN, "", 300, _off(0.5, days(worked=False)))
    _changed(province, "S08", Sort.HARD, "a sixth", 300, _off(0.17, days(worked=False)))
    _changed(province, "S08", Sort.INNOCENT, "on_duty", 300, _off(0.3, days(worked=False)))
    _changed(province, "S08", Sort.INNOCENT, "worked", 300, _off(0.4, exchanged()))


def _rounded(share: float) -> Change:
    def change(columns: Columns, rng: Any) -> None:
        some = _some(columns, rng, share) & (columns["amount"] >= 1000)
        columns["amount"][some] = np.ceil(columns["amount"][some] / 1000) * 1000

    return change


def _fixed(columns: Columns, rng: Any) -> None:
    columns["amount"][_some(columns, rng, 0.7)] = 2000


def _larger(times: float) -> Change:
    def change(columns: Columns, rng: Any) -> None:
        columns["amount"] = columns["amount"] * times

    return change


def _one_large(columns: Columns, rng: Any) -> None:
    columns["amount"][::300] = 90_000_000


def _off(share: float, among: Any) -> Change:
    def change(columns: Columns, rng: Any) -> None:
        some = _some(columns, rng, share)
        later = np.searchsorted(among, columns["day"][some])
        columns["day"][some] = among[np.minimum(later, len(among) - 1)]

    return change


def _vouchers(province: Province) -> None:
    """S04. Vouchers taken from the end of a sequence are missed; a cancelled one is hit."""

    def without(*left_out: int) -> Change:
        kept = [one for one in range(1, 70) if one not in left_out]

        def change(columns: Columns, rng: Any) -> None:
            count = len(columns["amount"])
            number = np.tile(np.array(kept[: count // province.many]), province.many)
            columns["voucher_no"] = np.char.add("凭2024-", np.char.zfill(number.astype(str), 4))

        return change

    _changed(province, "S04", Sort.PLAIN, "", 45, without(10, 11, 12, 30))
    _changed(province, "S04", Sort.HARD, "one", 45, without(20))
    _changed(province, "S04", Sort.HARD, "at the end", 45, without(46, 47))
    _changed(province, "S04", Sort.INNOCENT, "other_vouchers", 34, without(*range(1, 70, 2)))
    _changed(province, "S04", Sort.INNOCENT, "cancelled", 45, without(33))
    _changed(province, "S04", Sort.INNOCENT, "few", 15, without(5))


def _doubles(province: Province) -> None:
    """S02 and S03. A payee written otherwise, and ten days apart, are missed; real dealings are hit."""
    one, other = {"amount": 8000, "day": "2024-03-06"}, {"amount": 8000, "day": "2024-05-08"}
    bill, second = {"invoice_no": "票{unit}"}, {"invoice_no": "票二{unit}"}
    parts = [{"amount": 3000, "day": "2024-03-06"} | bill, {"amount": 5000, "day": "2024-05-08"} | bill]
    back = {"amount": -8000, "day": "2024-03-20"}
    _paid(province, "S02", Sort.PLAIN, "", [one, one])
    _paid(province, "S02", Sort.HARD, "one invoice months apart", [one | bill, other | bill])
    _paid(province, "S02", Sort.HARD, "another spelling", [one, one | {"payee": "示例公司（本部）"}])
    _paid(province, "S02", Sort.INNOCENT, "separate", [one | bill, one | second])
    _paid(province, "S02", Sort.INNOCENT, "reversed", [one, one, back])
    _paid(province, "S02", Sort.INNOCENT, "same_work", [one, one])
    _paid(province, "S02", Sort.INNOCENT, "instalments", parts)
    after = [{"amount": 8000, "day": f"2024-03-{day:02}"} for day in (1, 8, 15, 22, 29)]
    _paid(province, "S03", Sort.PLAIN, "", [one, {"amount": 8000, "day": "2024-03-08"}])
    _paid(province, "S03", Sort.HARD, "seven days", after[:2])
    turned = [{"amount": amount, "day": "2024-03-06"} for amount in (12_350, 13_250)]
    _paid(province, "S03", Sort.HARD, "digits exchanged", turned)
    _paid(province, "S03", Sort.HARD, "ten days", [one, {"amount": 8000, "day": "2024-03-16"}])
    _paid(province, "S03", Sort.INNOCENT, "coincidence", turned)
    _paid(province, "S03", Sort.INNOCENT, "regular", after)
    _paid(province, "S03", Sort.INNOCENT, "separate", [after[0] | bill, after[1] | second])


def _splits(province: Province) -> None:
    """S07. Parts kept more than a week apart are missed; purchases of separate needs are hit."""

    def parts(*given: tuple[int, int], **more: str) -> list[Columns]:
        return [{"amount": amount, "day": f"2024-03-{day:02}"} | more for amount, day in given]

    _paid(province, "S07", Sort.PLAIN, "", parts((41_230, 4), (39_870, 5), (43_310, 6)))
    _paid(province, "S07", Sort.HARD, "on the seventh day", parts((26_110, 4), (24_350, 10)))
    _paid(province, "S07", Sort.HARD, "on the ninth day", parts((41_230, 4), (39_870, 12)))
    _paid(province, "S07", Sort.INNOCENT, "contract", parts((41_230, 4), (39_870, 5), contract_no="示例合同"))
    _paid(province, "S07", Sort.INNOCENT, "wages", parts((41_230, 4), (39_870, 5), purpose="三月工资"))
    small = parts((11_310, 4), (12_220, 5), (13_470, 6), (14_050, 7), (10_980, 8))
    _paid(province, "S07", Sort.INNOCENT, "separate_needs", parts((28_340, 4), (31_270, 6)))
    _paid(province, "S07", Sort.INNOCENT, "running", small)


def _paid(province: Province, model: str, sort: Sort, why: str, given: Iterable[Columns]) -> None:
    """Each unit with these payments to one payee, written out one by one."""
    for unit in units(province, model, sort, why):
        rows = [
            {"payment_id": f"{unit}{order}", "unit": unit, "payee": f"{unit}的供应商", "purpose": "采购"}
            | {name: _text(value, unit) for name, value in one.items()}
            for order, one in enumerate(given)
        ]
        province.add_rows(PAYMENTS, rows)


def _text(value: Any, unit: str) -> Any:
    """Days as days; what names the unit is filled in."""
    if isinstance(value, str) and value[:4].isdigit():
        return np.datetime64(value)
    return value.format(unit=unit) if isinstance(value, str) else value
