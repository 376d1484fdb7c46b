"""The tables that a finance bureau, a police bureau and a prison might send: small, and nobody's."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from mingcha.testing.datasets import HEADINGS, as_workbook, identity

DEAD = ("亡故甲", "亡故乙")
HELD = ("在押丙",)
NAMES = [*DEAD, *HELD, *(f"村民{letter}" for letter in "丁戊己庚辛壬癸子丑寅")]
MONTHS = ("2026-03", "2026-06", "2026-07", "2026-08")
# Where the check finds what, in the sheet of payments.
BAD = ("B54", "E55", "F56")


def _payments(folder: Path) -> Path:
    """Four months for everyone; the amounts under a heading nobody could guess, three rows that are wrong."""
    rows = [_payment(who, month) for who in range(1, len(NAMES) + 1) for month in MONTHS]
    wrong = [_payment(4, "2026-09"), _payment(5, "2026-13"), _payment(6, "2026-09")]
    wrong[0][1] = wrong[0][1][:-1] + ("1" if wrong[0][1][-1] != "1" else "2")
    wrong[2][5] = "壹佰元整"
    headings = [heading if heading != "发放金额" else "到手" for heading in HEADINGS]
    return _written(folder, "一卡通发放明细.xlsx", rows + wrong, headings)


def _payment(who: int, month: str) -> list[Any]:
    name, item = NAMES[who - 1], "农村低保" if who == 3 else "耕地地力保护补贴"
    return [
        f"P{who:02}-{month}",
        identity(who),
        name,
        item,
        month,
        "320.50",
        f"6222{who:012}",
        name,
        "测试村",
    ]


def _deaths(folder: Path) -> Path:
    rows = [[identity(who), NAMES[who - 1], date(2026, 5, 6), "火化"] for who in (1, 2)]
    return _written(folder, "死亡人员.xlsx", rows, ["公民身份号码", "姓名", "死亡日期", "登记来源"])


def _prisoners(folder: Path) -> Path:
    rows = [["R1", identity(3), NAMES[2], date(2026, 4, 10), date(2027, 4, 9)]]
    headings = ["记录编号", "身份证号", "姓名", "收押日期", "释放日期"]
    return _written(folder, "在押人员.xlsx", rows, headings)


def _written(folder: Path, name: str, rows: list[list[Any]], headings: list[str]) -> Path:
    path = folder / name
    path.write_bytes(as_workbook(rows, headings))
    return path


TABLES: dict[str, Callable[[Path], Path]] = {
    "subsidy_payments": _payments,
    "deaths": _deaths,
    "prisoners": _prisoners,
}


def rows_attached(path: Path) -> dict[str, int]:
    """How many rows stand below title and headings, by the title of each sheet."""
    book = openpyxl.load_workbook(path)
    return {str(sheet["A1"].value): sheet.max_row - 2 for sheet in book.worksheets}
