"""How many statements a page needs: the same for one row and for many, and never more than a few."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from mingcha.foundation.ledgers import paging
from mingcha.foundation.ledgers.declaration import Ledger
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.ledgers.registry import all_ledgers
from mingcha.foundation.records import new_id
from mingcha.prepare.teams.queries import forget_rights
from tests.world import World

pytestmark = pytest.mark.django_db

MOST_FOR_A_LIST = 25
MOST_FOR_A_RECORD = 50
READERS = ("office_head", "security", "system", "audit", "case_manager")
# Lists that cannot be made longer by copying.
ALONE = {"channels", "rule_sets", "code_lists", "divisions", "remarks", "plans", "authorisations"}


def copies_of(record: Any, how_many: int = 4) -> int:
    """More records like this one, different where the database wants them to differ."""
    made = 0
    if record._meta.pk.is_relation:
        return made
    for number in range(how_many):
        one = copy.copy(record)
        one._state = models.base.ModelState()
        one.pk = new_id()
        for field in differing(record):
            setattr(one, field.attname, different(field, getattr(record, field.attname), number))
        if any(hangs_on_status(unique) for unique in uniques(record)):  # only one may be in force
            one.status = record._meta.get_field("status").choices[-1][0]
        try:
            with transaction.atomic():
                one.save(force_insert=True)
        except IntegrityError:
            continue
        made += 1
    return made


def uniques(record: Any) -> list[models.UniqueConstraint]:
    return [one for one in record._meta.constraints if isinstance(one, models.UniqueConstraint)]


def hangs_on_status(unique: models.UniqueConstraint) -> bool:
    return unique.condition is not None and "status" in str(unique.condition)


def differing(record: Any) -> list[Any]:
    """Fields that are part of a unique key: the record's own rather than what it belongs to."""
    options = record._meta
    free_of_status = [one for one in uniques(record) if not hangs_on_status(one)]
    keys = [[options.get_field(name) for name in one.fields] for one in free_of_status]
    keys += [[field] for field in options.concrete_fields if field.unique and not field.primary_key]
    chosen: list[Any] = []
    for key in keys:
        free = [field for field in key if not field.choices]
        chosen += [field for field in free if not field.is_relation] or free
    return chosen


def different(field: Any, value: Any, number: int) -> Any:
    if field.is_relation:
        others = list(field.related_model._base_manager.exclude(pk=value).order_by("pk")[: number + 1])
        return others[-1].pk if others else value
    if isinstance(value, str):
        return f"{value[:20]}{number}"
    return 100 + number if isinstance(value, int) else value


def statements(world: World, who: str, url: str) -> tuple[int, Any]:
    client = world.client(who)
    client.get("/")  # what is cached for the process is cached now
    forget_rights(world.people[who])
    with CaptureQueriesContext(connection) as made:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(made), response


@pytest.mark.parametrize("ledger", all_ledgers(), ids=lambda ledger: ledger.name)
def test_a_list_needs_as_many_statements_for_many_rows_as_for_one(
    world: World, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = next(one for one in READERS if ledger.who(world.person(one)))
    first = ledger.model.objects.visible_to(world.person(who)).first()
    if first is not None:
        copies_of(first)
    every = ",".join(column.name for column in ledger.columns)
    url = ledger_url(ledger.name, cols=every)
    monkeypatch.setattr(paging, "SIZE", 1)
    few, _page = statements(world, who, url)
    monkeypatch.setattr(paging, "SIZE", 50)
    many, page = statements(world, who, url)
    rows = len(page.context["listing"].lines)
    assert rows > 1 or ledger.name in ALONE, f"{rows} rows"
    assert many <= few, f"{few} statements for one row, {many} for {rows}"
    assert many <= MOST_FOR_A_LIST


# What stands on a record's page in numbers: the names of records of the world.
ON_A_PAGE = {
    "inspection": [
        "hearing",
        "petition",
        "finding",
        "paper",
        "comment",
        "lead",
        "issued_immediate",
        "question",
    ],
    "round": ["prompt", "task", "meeting"],
    "list_request": ["list_line"],
    "question": ["responsibility"],
    "checklist": [],
    "handbook": ["plan_comment"],
    "organisation": ["finding"],
    "paper": ["evidence"],
    "signed_paper": ["evidence", "finding"],
    "finding": [],
    "term": ["round"],
    "proposal": [],
    "planned_visit": [],
    "team": ["prompt"],
    "report": [],
    "meeting": ["decision", "named"],
    "feedback": ["issue"],
    "plan": ["item"],
    "item": ["progress"],
    "letter": ["ended_lead"],
    "visit": ["note"],
    "common_problem": ["suggestion"],
    "dataset": ["version"],
    "version": [],
    "match": ["pair"],
    "pair": [],
    "keys": ["code"],
    "code": ["questionnaire"],
    "sealed_report": [],
    "questionnaire": [],
}


@pytest.mark.parametrize("name", ON_A_PAGE)
def test_a_record_with_much_on_it_needs_no_more_statements(world: World, name: str) -> None:
    url = world.records[name].get_absolute_url()
    few, _page = statements(world, "office_head", url)
    assert few <= MOST_FOR_A_RECORD
    for part in ON_A_PAGE[name]:
        copies_of(world.records[part])
    many, _page = statements(world, "office_head", url)
    assert many <= few + 1, f"{few} statements, {many} with more on it"
