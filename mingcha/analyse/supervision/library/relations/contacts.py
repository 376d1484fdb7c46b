"""What ties persons to companies and companies to one another: posts, telephones, addresses, accounts.

A telephone or address that more than `crowd` companies give is an agency's and ties nobody.
"""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

WORDS = {"phone": "同一电话", "address": "同一地址", "account": "同一账户"}
ROLES = {"legal": "法定代表人", "shareholder": "股东", "manager": "高管", "supervisor": "监事"}


def told(table: ir.Table, kind: str, who: str, value: str, key: str) -> ir.Table:
    """One contact a row: of whom, of which kind, its value and the key of the row it stands on.

    The value may be empty still: `of_companies` leaves such contacts out, and a person's contacts are only
    ever looked up among those. Trimming every resident's to see costs more than all the rest.
    """
    return table.select(
        who=table[who],
        kind=ibis.literal(kind),
        value=table[value].strip(),
        key=table[key].cast("string"),
    )


def of_companies(companies: ir.Table, accounts: ir.Table, crowd: int) -> ir.Table:
    """Contacts of companies, without those of a crowd. The key is the account's row, or empty."""
    known = companies.select("company_code", "phone", "address", none=ibis.null("string"))
    held = accounts.semi_join(companies, accounts.holder_id == companies.company_code)
    given = ibis.union(
        told(known, "phone", "company_code", "phone", "none"),
        told(known, "address", "company_code", "address", "none"),
        told(held, "account", "holder_id", "account", "record_id"),
    )
    given = given.filter(given.value.notnull() & (given.value != "") & given.who.notnull())
    users = given.group_by("kind", "value").agg(users=given.who.nunique())
    return given.semi_join(users.filter(users.users.between(1, crowd)), ["kind", "value"])


def of_persons(officials: ir.Table, residents: ir.Table, accounts: ir.Table, people: ir.Table) -> ir.Table:
    """Contacts of these people (one column, `person`)."""
    residents = residents.semi_join(people, residents.person_id == people.person)
    given = ibis.union(
        told(officials, "phone", "person_id", "phone", "person_id").mutate(of=ibis.literal("official")),
        told(residents, "phone", "person_id", "phone", "person_id").mutate(of=ibis.literal("resident")),
        told(residents, "address", "person_id", "address", "person_id").mutate(of=ibis.literal("resident")),
        told(accounts, "account", "holder_id", "account", "record_id").mutate(of=ibis.literal("account")),
    )
    return given.semi_join(people, given.who == people.person)


def pairs(contacts: ir.Table) -> ir.Table:
    """Companies that share a contact, each two once each way: `company_code` to `other_code`."""
    other = contacts.select("kind", "value", other_code=contacts.who, other_key=contacts.key)
    both = contacts.inner_join(other, ["kind", "value"])
    both = both.filter(both.who != both.other_code)
    return both.select("kind", "value", "other_code", "key", "other_key", company_code=both.who)


def words(column: Any, given: dict[str, str]) -> Any:
    """A code in words."""
    return ibis.cases(*((column == code, word) for code, word in given.items()), else_=column)
