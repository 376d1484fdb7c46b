"""Whether a text is one SELECT over the granted tables and nothing else, by its syntax tree.

The tree is the first wall; the locked process (`child`) is the second, and holds by itself.
"""

from __future__ import annotations

from collections.abc import Collection

import sqlglot
from django.utils.translation import gettext as _
from sqlglot import exp
from sqlglot.errors import SqlglotError

from mingcha.foundation.refusals import Invalid

MOST_CHARACTERS = 20_000
# What reads settings, the surroundings or itself; every table function is refused besides.
REFUSED = frozenset(
    ("getenv", "getvariable", "current_setting", "current_database", "current_schema", "current_schemas",
     "current_user", "user", "session_user", "version", "txid_current", "in_search_path", "query",
     "query_table", "parquet_scan", "parquet_metadata", "glob", "sqlite_scan", "postgres_scan", "mysql_scan",
     "iceberg_scan", "delta_scan", "st_read", "which_secret", "add_parquet_key", "write_log", "set_config")
)  # fmt: skip
REFUSED_BEGINNINGS = ("duckdb_", "pragma_", "pg_", "read_", "http_", "load_", "icu_", "force_")
_FORBIDDEN = (
    exp.Insert, exp.Update, exp.Delete, exp.Create, exp.Drop, exp.Alter, exp.Command, exp.Copy, exp.Attach,
    exp.Detach, exp.Pragma, exp.Set, exp.Use, exp.Into, exp.Merge, exp.TruncateTable, exp.Describe, exp.Show,
    exp.Transaction, exp.Commit, exp.Rollback, exp.SessionParameter, exp.Export, exp.Install,
)  # fmt: skip


class NotReadOnly(Invalid):
    """The SQL would do something else than read the granted tables. The message names it."""


def checked(sql: str, tables: Collection[str], parameters: Collection[str] = ()) -> str:
    """The SQL as it will be run, `$name` parameters left in. Raises NotReadOnly with what is wrong."""
    if len(sql) > MOST_CHARACTERS:
        raise NotReadOnly(_("The SQL is longer than %(most)s characters.") % {"most": MOST_CHARACTERS})
    tree = _only_query(sql)
    _refuse_forbidden(tree)
    _refuse_tables(tree, {name.lower() for name in tables})
    _refuse_functions(tree)
    _refuse_parameters(tree, set(parameters))
    return tree.sql(dialect="duckdb")


def _only_query(sql: str) -> exp.Query:
    try:
        found = [one for one in sqlglot.parse(sql, read="duckdb") if one is not None]
    except (SqlglotError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else ""
        raise NotReadOnly(_("The SQL cannot be read: %(why)s") % {"why": first[:300]}) from None
    if len(found) != 1 or not isinstance(found[0], exp.Query):
        raise NotReadOnly(_("Write exactly one SELECT."))
    return found[0]


def _refuse_forbidden(tree: exp.Query) -> None:
    for node in tree.walk():
        if isinstance(node, _FORBIDDEN):
            raise NotReadOnly(_("“%(what)s” is not allowed: only SELECT is.") % {"what": node.key.upper()})


def _refuse_tables(tree: exp.Query, granted: set[str]) -> None:
    """Plain names of granted tables and of the query's own WITH parts; no files, schemas or functions."""
    own = {one.alias_or_name.lower() for one in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier) or table.args.get("db") or table.args.get("catalog"):
            raise NotReadOnly(
                _("“%(what)s” is no granted table.") % {"what": table.sql(dialect="duckdb")[:100]}
            )
        if table.name.lower() not in granted | own:
            names = {"what": table.name[:100], "known": ", ".join(sorted(granted))}
            raise NotReadOnly(_("“%(what)s” is no granted table. These are: %(known)s.") % names)


def _refuse_functions(tree: exp.Query) -> None:
    for node in tree.find_all(exp.Func):
        name = (node.name if isinstance(node, exp.Anonymous) else node.sql_name()).lower()
        if name in REFUSED or name.startswith(REFUSED_BEGINNINGS):
            raise NotReadOnly(_("The function “%(what)s” is not allowed.") % {"what": name})


def _refuse_parameters(tree: exp.Query, known: set[str]) -> None:
    given = {node.name or "?" for node in tree.find_all(exp.Placeholder, exp.Parameter)}
    if unknown := sorted(given - known):
        raise NotReadOnly(_("These parameters are not declared: %(names)s.") % {"names": ", ".join(unknown)})
    if unused := sorted(known - given):
        told = _("These parameters are not used: %(names)s. Write them as $name, or take them out.")
        raise NotReadOnly(told % {"names": ", ".join(unused)})
