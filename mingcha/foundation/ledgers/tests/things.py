"""A small table and its ledger, for the tests only. A person sees the things of their own room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers import (
    Bulk,
    Cell,
    CellError,
    Choice,
    Column,
    Dates,
    Flag,
    Import,
    ImportOutcome,
    Ledger,
    Number,
    Reference,
)
from mingcha.foundation.records import Record
from mingcha.foundation.workflow import Move, Workflow


class ThingQuerySet(models.QuerySet["Thing"]):
    def visible_to(self, user: Any) -> ThingQuerySet:
        return self.none() if user.is_administrator else self.filter(room=user.phone)


class BoxQuerySet(models.QuerySet["Box"]):
    def visible_to(self, user: Any) -> BoxQuerySet:
        return self.filter(room=user.phone)


class Box(Record):
    name = models.CharField("Box", max_length=60)
    room = models.CharField(max_length=30)

    objects = BoxQuerySet.as_manager()

    class Meta:
        app_label = "indicators"  # an app without migrations
        verbose_name = "box"

    def __str__(self) -> str:
        return self.name


class Thing(Record):
    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        DONE = "done", "Done"

    class Kind(models.TextChoices):
        ROUND = "z_round", "Round one"
        FLAT = "a_flat", "Flat one"

    number = models.CharField("Number", max_length=20, unique=True)
    title = models.CharField("Title", max_length=40)
    status = models.CharField("Status", max_length=10, choices=Status, default=Status.DRAFT)
    kind = models.CharField("Kind", max_length=10, choices=Kind, blank=True)
    found_on = models.DateField("Found on", null=True)
    seen_at = models.DateTimeField("Seen at", null=True)
    core = models.BooleanField("Core", default=False)
    persons = models.IntegerField("Persons", null=True)
    amount = models.DecimalField("Amount", max_digits=12, decimal_places=2, null=True)
    box = models.ForeignKey(Box, models.PROTECT, null=True, verbose_name="Box", related_name="things")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    room = models.CharField(max_length=30)

    objects = ThingQuerySet.as_manager()

    class Meta:
        app_label = "indicators"
        verbose_name = "thing"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"/things/{self.pk}/"


def is_owner(user: Any, thing: Thing) -> bool:
    return bool(thing.owner == user)


def has_date(thing: Thing) -> str | None:
    return None if thing.found_on else "Say first when it was found."


WORKFLOW = Workflow(
    "thing",
    Thing,
    [
        Move("finish", frozenset({"draft"}), "done", is_owner, (has_date,), label="Finish"),
        Move("reopen", frozenset({"done"}), "draft", is_owner, label="Reopen", note="required"),
    ],
)


def resolve(row: dict[str, Any], context: dict[str, Any]) -> dict[str, Any]:
    if row.get("title") == "forbidden":
        raise CellError("title", "This title is not allowed. Choose another.")
    return {**row, "room": context["user"].phone, "box": context["within"]}


@transaction.atomic
def save(rows: list[dict[str, Any]], *, by: Any, existing: str, context: dict[str, Any]) -> ImportOutcome:
    known = {
        thing.number: thing for thing in Thing.objects.filter(number__in=[row["number"] for row in rows])
    }
    made = [Thing(**row) for row in rows if row["number"] not in known]
    Thing.objects.bulk_create(made)
    changed = [row for row in rows if row["number"] in known]
    for row in changed:
        Thing.objects.filter(number=row["number"]).update(**row)
    if any(row["title"] == "breaks" for row in rows):
        raise CellError("title", "It broke half-way.")
    audit.record_many("thing.create", made, by=by)
    return ImportOutcome(created=len(made), updated=len(changed))


THINGS = Ledger(
    name="things",
    model=Thing,
    title="Things",
    stage="conduct",
    columns=[
        Column("number", link=True),
        Column("title", wide=True),
        Choice("status"),
        Choice("kind"),
        Dates("found_on"),
        Dates("seen_at", hidden=True),
        Flag("core"),
        Number("persons", hidden=True),
        Number("amount"),
        Reference("box"),
        Reference("owner", label="Owner"),
        Column("loud", label="Loud", path=lambda thing: thing.title.upper(), hidden=True),
    ],
    search=("title", "number"),
    sort="number",
    within={"indicators.Box": "box_id"},
    bulk=[Bulk(WORKFLOW, "finish"), Bulk(WORKFLOW, "reopen")],
    importer=Import(
        cells=[
            Cell("number", required=True, key=True),
            Cell("title", required=True),
            Cell("kind"),
            Cell("found_on"),
            Cell("core"),
            Cell("persons"),
            Cell("amount"),
        ],
        resolve=resolve,
        save=save,
        who=lambda user: user.phone == "room",
    ),
    who=lambda user: user.phone != "street",
    empty="No things yet.",
)


@contextmanager
def tables() -> Iterator[None]:
    """The two tables, for the length of one test's transaction."""
    with connection.schema_editor() as editor:
        editor.create_model(Box)
        editor.create_model(Thing)
    yield


def make_thing(number: str, **fields: Any) -> Thing:
    values = {"title": f"Thing {number}", "room": "room", **fields}
    thing: Thing = Thing.objects.create(number=number, **values)
    return thing
