"""Chains from an official to a winner, as joins: no more than three steps, each with the keys of its rows.
Contacts count as `weak` steps: of chains alike in length, that with fewer of them is preferred.

Official (or a relative: one step) → company by post or contact (one step) → the winner itself, or a company
tied to it by contact or by a person with posts in both (one step).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from mingcha.analyse.supervision.library.relations.contacts import ROLES, WORDS, pairs, words

ARROW = " → "
PERIOD_PAIRS = (("one_from", "one_to"), ("two_from", "two_to"))  # of the two posts that tie companies
PERIODS = tuple(name for pair in PERIOD_PAIRS for name in pair)


def people(officials: ir.Table, kin: ir.Table, degree: int) -> ir.Table:
    """Officials and their relatives: `person`, how many steps from the official, and how it reads."""
    posts = officials.select(
        "unit",
        official_id=officials.person_id,
        official=officials.name.fill_null(""),
        post_since=officials.since,
        post_until=officials.until,
    )
    own = posts.mutate(
        person=posts.official_id,
        steps=ibis.literal(0, "int64"),
        start=posts.official,
        key_kin=ibis.null("string"),
    )
    near = kin.filter((kin.degree <= degree) & (kin.kin_id != kin.person_id))
    near = near.select("person_id", "kin_id", "kin_name", "relation", "relation_id")
    related = posts.inner_join(near, posts.official_id == near.person_id)
    related = related.mutate(
        start=related.official + ARROW + related.relation + related.kin_name.fill_null("")
    )
    related = related.select(
        *posts.columns, "start", person="kin_id", steps=ibis.literal(1, "int64"), key_kin=related.relation_id
    )
    return ibis.union(own, related.select(*own.columns))


def touching(people: ir.Table, roles: ir.Table, persons: ir.Table, companies: ir.Table) -> ir.Table:
    """Companies these people hold posts in or share a contact with; `persons` and `companies` are "
    "contacts."""
    held = roles.semi_join(people, roles.person_id == people.person)
    held = held.select(
        "company_code",
        person=held.person_id,
        how=words(held.role, ROLES),
        from_on=held.since,
        to_on=held.until,
        weak=ibis.literal(0, "int64"),
        key_role=held.role_id,
        key_resident=ibis.null("string"),
        key_account=ibis.null("string"),
        key_account_of=ibis.null("string"),
    )
    other = companies.select("kind", "value", company_code=companies.who, key_account_of=companies.key)
    shared = persons.inner_join(other, ["kind", "value"])
    shared = shared.select(
        "company_code",
        person=shared.who,
        how=words(shared.kind, WORDS),
        from_on=ibis.null("date"),
        to_on=ibis.null("date"),
        weak=ibis.literal(1, "int64"),
        key_role=ibis.null("string"),
        key_resident=ibis.ifelse(shared["of"] == "resident", shared.key, None),
        key_account=ibis.ifelse(shared["of"] == "account", shared.key, None),
        key_account_of=shared.key_account_of,
    )
    return ibis.union(held, shared)


def links(contacts: ir.Table, roles: ir.Table, touched: ir.Table, winners: ir.Table) -> ir.Table:
    """Ties of touched companies to winners: a contact of both, or a person with posts in both."""
    near = contacts.semi_join(touched, contacts.who == touched.company_code)
    other = contacts.semi_join(winners, contacts.who == winners.winner)
    by_contact = pairs(ibis.union(near, other, distinct=True))
    nothing = ibis.null("string")
    by_contact = by_contact.select(
        "company_code",
        winner=by_contact.other_code,
        tie=words(by_contact.kind, WORDS),
        tie_weak=ibis.literal(1, "int64"),
        key_role_one=nothing,
        key_role_two=nothing,
        key_account_one=by_contact.key,
        key_account_two=by_contact.other_key,
        **{name: ibis.null("date") for name in PERIODS},
    )
    return ibis.union(by_contact, _by_person(roles, touched, winners).select(*by_contact.columns))


def _by_person(roles: ir.Table, touched: ir.Table, winners: ir.Table) -> ir.Table:
    """Persons with posts in a touched company and in a winner, and the periods of both."""
    here = roles.semi_join(touched, "company_code")
    here = here.select("person_id", "company_code", key_role_one="role_id", one_from="since", one_to="until")
    there = roles.semi_join(winners, roles.company_code == winners.winner)
    there = there.select(
        "person_id",
        "name",
        winner="company_code",
        key_role_two="role_id",
        two_from="since",
        two_to="until",
    )
    both = here.inner_join(there, "person_id")
    both = both.filter(both.company_code != both.winner)
    return both.mutate(
        tie=ibis.literal("同一人任职") + both.name.fill_null(""),
        tie_weak=ibis.literal(0, "int64"),
        key_account_one=ibis.null("string"),
        key_account_two=ibis.null("string"),
    )


def within(table: ir.Table, first: str, last: str, day: str) -> ir.Table:
    """Rows whose period, open where empty, holds the day."""
    begun = table[first].isnull() | (table[first] <= table[day])
    return table.filter(begun & (table[last].isnull() | (table[last] >= table[day])))
