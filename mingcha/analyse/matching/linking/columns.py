"""Which columns of a table say what is compared: suggested from their kinds and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mingcha.analyse.datasets.contracts.columns import Column, Kind
from mingcha.foundation.words import Words

FIELD_WORDS: Mapping[str, Mapping[str, Words]] = {
    "person": {
        "name": Words("姓名", "Name"),
        "identity": Words("身份证号", "Identity no."),
        "phone": Words("电话", "Telephone"),
        "address": Words("地址", "Address"),
    },
    "company": {
        "name": Words("企业名称", "Company name"),
        "code": Words("统一社会信用代码", "Credit code"),
        "phone": Words("电话", "Telephone"),
        "address": Words("地址", "Address"),
    },
}
_KINDS = {"identity": Kind.IDENTITY, "code": Kind.CREDIT_CODE, "phone": Kind.PHONE}
_NAMED: Mapping[tuple[str, str], str] = {
    ("person", "name"): r"姓名|名字|^name$|_name$",
    ("person", "identity"): r"身份证|身份号码|证件号|^person_id$|identity|id_number",
    ("company", "name"): r"企业名称|单位名称|公司名称|企业|公司|供应商|投标人|^company$|^name$",
    ("company", "code"): r"信用代码|credit|company_code|^code$",
    ("any", "phone"): r"电话|手机|phone|mobile",
    ("any", "address"): r"住址|地址|住所|address",
}


def text_columns(columns: Iterable[Column]) -> list[Column]:
    """Those that hold text, so may be compared."""
    return [column for column in columns if column.stored == "string" and not column.codes]


def suggested(kind: str, columns: Iterable[Column]) -> dict[str, str]:
    """The column of each field, where one looks like it; a kind tells more than a name."""
    given, found = text_columns(columns), dict[str, str]()
    for field in FIELD_WORDS[kind]:
        named = re.compile(_NAMED.get((kind, field)) or _NAMED["any", field], re.IGNORECASE)
        by_kind = [column.name for column in given if column.kind is _KINDS.get(field)]
        plain = [column for column in given if column.kind is Kind.TEXT]
        by_name = [column.name for column in plain if any(map(named.search, _headings(column)))]
        free = [name for name in by_kind + by_name if name not in found.values()]
        if free:
            found[field] = free[0]
    return found


def _headings(column: Column) -> tuple[str, ...]:
    return (column.name, column.words.zh, *column.also)


def columns_named(names: Iterable[str]) -> list[Column]:
    """Columns of a table without a contract, of which only the names are known."""
    return [Column(name, Words(name, name)) for name in names]
