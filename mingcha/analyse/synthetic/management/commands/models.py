"""`mingcha models`: list the supervision models, check them, score them, run one."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.checking import check
from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.evaluation import run
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.synthetic.catalogue import province
from mingcha.analyse.synthetic.reporting import page
from mingcha.analyse.synthetic.scoring import Score, score
from mingcha.analyse.synthetic.tables import tables_of
from mingcha.foundation.refusals import Refusal

_CLUSTER = "local-cluster[2,1,1024]"
_ENGINES = re.compile(r"duckdb|spark|yarn|(spark|k8s)://\S+|local(\[[\d*,]+\])?|local-cluster\[[\d,]+\]")
FEWEST = 10_000  # persons: no fewer hold every planted case
SCORED = "{code}\t{recall_plain}\t{recall_hard}\t{precision}\t{planted}\t{found}\t{background}"


class Command(BaseCommand):
    """List, check, score and run supervision models."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="as JSON")
        actions: Any = parser.add_subparsers(dest="action", parser_class=argparse.ArgumentParser)
        checking = actions.add_parser("check", help="run every model's own cases")
        checking.add_argument("codes", nargs="*", metavar="CODE", help="only these")
        checking.add_argument("--engine", help="duckdb, or a Spark master")
        running = actions.add_parser("run", help="run one model on Parquet files named after its inputs")
        running.add_argument("code")
        running.add_argument("--data", type=Path, required=True, help="the folder of the files")
        running.add_argument("--engine", help="duckdb, or a Spark master")
        running.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a parameter")
        scoring = actions.add_parser("score", help="recall and precision on a generated province")
        scoring.add_argument("codes", nargs="*", metavar="CODE", help="only these")
        scoring.add_argument("--scale", type=int, default=50_000, help="persons in the province")
        scoring.add_argument("--seed", type=int, default=1)
        scoring.add_argument("--write", type=Path, help="write the page of all models to this file")
        scoring.add_argument("--engine", help="duckdb, or a Spark master")
        for one in (checking, running, scoring):
            one.add_argument("--json", action="store_true", default=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        action = {"check": self._check, "run": self._run, "score": self._score}.get(
            options["action"], self._list
        )
        action(options)

    def _list(self, options: dict[str, Any]) -> None:
        self._print(options, [_told(model) for model in MODELS.values()], "{code}\t{area}\t{name}\t{inputs}")

    def _check(self, options: dict[str, Any]) -> None:
        with engine.opened(_engine(options)) as connection:
            done = check(connection, _chosen(options))
        lines = [{"code": one.model, "case": one.case, "faults": list(one.faults)} for one in done]
        self._print(options, lines, "{code}\t{case}\t{faults}")
        if failed := [one for one in done if one.faults]:
            raise CommandError(f"{len(failed)} of {len(done)} cases failed")

    def _score(self, options: dict[str, Any]) -> None:
        models = _chosen(options)
        try:
            made = province(options["scale"], options["seed"])
        except ValueError as reason:
            raise CommandError(
                f"{options['scale']:,} persons are too few for all that is planted among them; "
                f"--scale {FEWEST} is enough."
            ) from reason
        with engine.opened(_engine(options)) as connection:
            scores = score(connection, models, made)
        if options["write"]:
            by_code = {one.code: one for one in scores}
            text = page(models, by_code, scale=options["scale"], seed=options["seed"])
            options["write"].write_text(text, encoding="utf-8")
        lines = [vars(one) | _shares(one) for one in scores]
        self._print(options, lines, SCORED)

    def _run(self, options: dict[str, Any]) -> None:
        model = MODELS.get(options["code"])
        if model is None:
            raise CommandError(f"No model {options['code']}; `mingcha models` lists them.")
        given = dict(one.partition("=")[::2] for one in options["set"])
        with engine.opened(_engine(options)) as connection:
            try:
                hits = run(connection, model, tables_of(connection, model, options["data"]), given)
            except Refusal as refusal:
                raise CommandError(str(refusal)) from None
        lines = [
            {
                "subject": hit.subject_key,
                "score": hit.score,
                "sentence": hit.sentence(model),
                "keys": hit.keys,
            }
            for hit in hits
        ]
        self._print(options, lines, "{subject}\t{score}\t{sentence}")

    def _print(self, options: dict[str, Any], lines: list[dict[str, Any]], form: str) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1, default=str))
            return
        for line in lines:
            self.stdout.write(form.format(**line))


def _chosen(options: dict[str, Any]) -> list[Model]:
    if unknown := sorted(set(options["codes"]) - set(MODELS)):
        raise CommandError(f"No such models: {', '.join(unknown)}; `mingcha models` lists them.")
    return [MODELS[code] for code in options["codes"] or MODELS]


def _shares(one: Score) -> dict[str, float | None]:
    return {"recall_plain": one.recall_plain, "recall_hard": one.recall_hard, "precision": one.precision}


def _engine(options: dict[str, Any]) -> str | None:
    """`spark` alone is a small cluster of two executors on this machine. Raises CommandError."""
    engine: str | None = options["engine"]
    if engine and not _ENGINES.fullmatch(engine):
        raise CommandError(f"No engine {engine}: duckdb, spark, spark://host:port, local[2] or {_CLUSTER}.")
    return _CLUSTER if engine == "spark" else engine


def _told(model: Model) -> dict[str, Any]:
    return {
        "code": model.code,
        "name": str(model.words),
        "area": model.area,
        "severity": model.severity,
        "standing": model.standing,
        "version": model.version,
        "inputs": {name: contract.name for name, contract in model.inputs.items()},
        "parameters": {one.name: str(one.default) for one in model.parameters},
        "cases": len(model.cases),
    }
