"""`mingcha data`: list the data sets, load a file into one."""

from __future__ import annotations

import argparse
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from mingcha.analyse.datasets import actions, store
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.loading.mapping import ROW_NUMBER
from mingcha.analyse.datasets.models import Dataset, Load
from mingcha.analyse.datasets.queries import newest_version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers.sheets import Unreadable, letters
from mingcha.foundation.refusals import Refusal
from mingcha.registry.bodies.models import Body

LINE = "{contract}\t{title}\t{status}\t{version}\t{rows}\t{keep_until}"


class Command(BaseCommand):
    """List data sets and load files into them, with the rights of the person named."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        actions_of: Any = parser.add_subparsers(
            dest="action", required=True, parser_class=argparse.ArgumentParser
        )
        listing = actions_of.add_parser("list", help="the data sets there are")
        listing.add_argument("--as", dest="user", metavar="USER", help="only what this person sees")
        listing.add_argument("--json", action="store_true", help="as JSON")
        loading = actions_of.add_parser("load", help="load a file: a new data set, or a new version of one")
        loading.add_argument("contract")
        loading.add_argument("file", type=Path, help=".xlsx, .csv, .txt or .parquet")
        loading.add_argument("--office", required=True, help="the office's full or short name")
        loading.add_argument(
            "--title", required=True, help="of the data set; one of that title is loaded anew"
        )
        loading.add_argument(
            "--as", dest="user", metavar="USER", required=True, help="the account that loads"
        )
        loading.add_argument(
            "--mapping",
            default="",
            help="column=heading,… where the headings do not tell; column=# for the row's number",
        )
        loading.add_argument("--sheet", default="", help="of a workbook")
        loading.add_argument("--keep-damaged", action="store_true", help="keep numbers that fail their check")
        loading.add_argument("--add", action="store_true", help="add the rows to those of the newest version")
        loading.add_argument("--department", default="", help="who gave it")
        loading.add_argument("--letter", default="—", help="no. of the letter")
        loading.add_argument("--letter-on", type=date.fromisoformat, help="date of the letter (today)")
        loading.add_argument("--keep-until", type=date.fromisoformat, help="day of destruction")
        loading.add_argument("--dry-run", action="store_true", help="only say what would be loaded")
        loading.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._list(options) if options["action"] == "list" else self._load(options)
        except (Refusal, Unreadable) as refusal:
            raise CommandError(str(refusal)) from None

    def _list(self, options: dict[str, Any]) -> None:
        found = Dataset.objects.all()
        if options["user"]:
            found = Dataset.objects.visible_to(_user(options["user"]))
        lines = [_told(dataset) for dataset in found.order_by("contract", "title")]
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1))
            return
        if not lines:
            self.stderr.write("No data set yet. Load a file: mingcha data load CONTRACT FILE …")
        for line in lines:
            self.stdout.write(LINE.format(**line))

    def _load(self, options: dict[str, Any]) -> None:
        """All of it or nothing: what fails, and a dry run, leaves no data set, no load and no file."""
        user, contract, path = _user(options["user"]), _contract(options["contract"]), options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}.")
        with transaction.atomic():
            dataset = _dataset(contract, user, options)
            with path.open("rb") as file:
                load = actions.bring_file(dataset, file, by=user, name=path.name, sheet=options["sheet"])
            kept = False
            try:
                told = _loaded(load, user, options)
                kept = "version" in told
            finally:
                if not kept:
                    store.forget(load.incoming, load.place)
            transaction.set_rollback(not kept)
        self._tell(told, as_json=options["json"])

    def _tell(self, told: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
            return
        number = f"version {told['version']}" if "version" in told else "dry run"
        self.stdout.write(
            f"{told['title']}, {number}: {told['good']:,} of {told['rows']:,} rows, "
            f"{told['aside']:,} set aside, {told['marked']:,} kept with a mark"
        )
        for line in _problems(told):
            self.stdout.write(line)


def _loaded(load: Load, user: User, options: dict[str, Any]) -> dict[str, Any]:
    """What the check found, and the version unless it is a dry run."""
    columns = _columns(load, options["mapping"])
    how = {"keep_damaged": options["keep_damaged"], "adds": options["add"]}
    actions.plan_load(load, columns=columns, by=user, **how)
    actions.check_load(load, by=user)
    told: dict[str, Any] = {"dataset": str(load.dataset_id), "title": load.dataset.title, **load.report}
    if options["dry_run"]:
        return told
    if not load.report["good"]:
        raise CommandError("\n".join(["Not one row is good enough to be loaded:", *_problems(load.report)]))
    version = actions.load_version(load, by=user)
    return told | {"version": version.number, "digest": version.digest}


def _problems(report: dict[str, Any]) -> list[str]:
    return [f"  {column or '(row)'}\t{problem}\t{count:,}" for column, problem, count in report["counts"]]


def _user(name: str) -> User:
    found: User | None = User.objects.active().filter(username=name).first()
    if found is None:
        raise CommandError(f"There is no account {name}.")
    return found


def _contract(name: str) -> Contract:
    if name not in CONTRACTS:
        raise CommandError(f"There is no contract {name}. Known: {', '.join(CONTRACTS)}.")
    return CONTRACTS[name]


def _dataset(contract: Contract, user: User, options: dict[str, Any]) -> Dataset:
    """The one of this title, or a new one."""
    named = Body.objects.offices()
    office = (
        named.filter(name=options["office"]).first() or named.filter(short_name=options["office"]).first()
    )
    if office is None:
        raise CommandError(f"There is no office {options['office']}.")
    found = Dataset.objects.visible_to(user).filter(
        office=office, contract=contract.name, title=options["title"]
    )
    if standing := found.first():
        return standing
    today = timezone.localdate()
    return actions.register_dataset(
        contract=contract.name,
        office=office,
        title=options["title"],
        department=options["department"] or str(contract.source)[:120],
        letter_number=options["letter"],
        letter_on=options["letter_on"] or today,
        purpose=str(contract.purpose),
        keep_until=options["keep_until"] or today + timedelta(days=contract.keep_days),
        encrypted=contract.is_personal,
        by=user,
    )


def _columns(load: Load, given: str) -> dict[str, int | None]:
    """As suggested, but for the columns named: by heading, or by letter as in `amount=F`."""
    columns: dict[str, int | None] = dict(load.plan["columns"])
    places = {letters(at + 1): at for at in range(len(load.headings))}
    places |= {heading: at for at, heading in enumerate(load.headings)} | {"#": ROW_NUMBER}
    for pair in filter(None, given.split(",")):
        name, _equals, heading = pair.partition("=")
        if name not in columns:
            raise CommandError(f"The contract has no column {name}. It has {', '.join(columns)}.")
        if heading and heading not in places:
            raise CommandError(f"The file has no column {heading}. It has {', '.join(load.headings)}.")
        columns[name] = places[heading] if heading else None
    return columns


def _told(dataset: Dataset) -> dict[str, Any]:
    version = newest_version(dataset)
    return {
        "id": str(dataset.pk),
        "contract": dataset.contract,
        "title": dataset.title,
        "office": str(dataset.office),
        "status": dataset.status,
        "version": version.number if version else None,
        "rows": version.rows if version else 0,
        "keep_until": dataset.keep_until.isoformat(),
        "encrypted": dataset.encrypted,
    }
