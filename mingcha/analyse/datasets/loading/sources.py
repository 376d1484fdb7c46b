"""Any file a person brings, as a table."""

from __future__ import annotations

from typing import IO

from django.utils.translation import gettext as _

from mingcha.analyse.datasets.loading.parquets import parquet_table
from mingcha.analyse.datasets.loading.tables import Table
from mingcha.analyse.datasets.loading.texts import text_table
from mingcha.analyse.datasets.loading.workbooks import sheets_of, workbook
from mingcha.foundation.ledgers.sheets import Unreadable

EXCEL, TEXT, PARQUET = "excel", "text", "parquet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old .xls, and any workbook with a password
_TEXT_NAMES = (".csv", ".txt", ".tsv")


def kind_of(file: IO[bytes], name: str) -> str:
    """By what is in it, and for text by its name. Raises Unreadable."""
    file.seek(0)
    head = file.read(8)
    if not head:
        raise Unreadable(_("The file is empty."))
    if head.startswith(_OLE):
        raise Unreadable(_("The file is an old .xls or has a password. Save it as .xlsx without a password."))
    if head.startswith(b"PK"):
        return EXCEL
    if head.startswith(b"PAR1"):
        return PARQUET
    if name.lower().endswith(_TEXT_NAMES):
        return TEXT
    raise Unreadable(_("The file is none of .xlsx, .csv, .txt and .parquet. Save it as one of these."))


def table_of(file: IO[bytes], name: str, sheet: str = "", *, first: int = 0) -> Table:
    """The whole table, or only its first rows where the rest would cost time. Raises Unreadable."""
    kind = kind_of(file, name)
    if kind == EXCEL:
        return workbook(file, sheet, first=first)
    title = name.rpartition(".")[0] or name
    return parquet_table(file, title) if kind == PARQUET else text_table(file, title)


def sheets(file: IO[bytes], name: str) -> list[str]:
    """The sheets one may choose between; nothing where the file has none. Raises Unreadable."""
    return sheets_of(file) if kind_of(file, name) == EXCEL else []
