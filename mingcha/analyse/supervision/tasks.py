"""What the worker does for models: one run."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from typing import Any

from django.utils.translation import gettext as _

from mingcha.analyse.datasets.actions import open_version
from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.actions import RUN_MODEL, finish_run, note_refused
from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.evaluation import Hit, unjudged
from mingcha.analyse.supervision.evaluation import run as evaluate
from mingcha.analyse.supervision.models import Run, own_of
from mingcha.analyse.supervision.own import own_hits
from mingcha.analyse.supervision.sandbox import NotReadOnly, TooMuch, Wrong
from mingcha.foundation.jobs.registry import Running, Stopped, task
from mingcha.foundation.refusals import NotNow

Progress = Callable[[int, int, str], None]
Found = tuple[list[Hit], dict[str, str]]  # the hits; who could not be judged, and why


@task(RUN_MODEL)
def run_model(job: Running, *, run_id: str) -> None:
    """Open the data, evaluate, keep the hits. Asked to stop, it stops in the middle of the query."""
    run = Run.objects.select_related("by", "office", "task").get(pk=run_id)
    try:
        hits = carry_out(run, job.progress)
    except (NotReadOnly, TooMuch, Wrong) as refusal:
        own = own_of(run.model_code)
        note_refused(own.sql if own else "", by=run.by, why=str(refusal))
        raise
    job.result(message=_("%(count)s hits.") % {"count": len(hits)}, url=run.get_absolute_url())


def carry_out(run: Run, progress: Progress = lambda done, total, message: None) -> list[Hit]:
    """The run itself, from the data to the clues; `progress` may raise Stopped."""
    model = run.model
    if model is None or model.version != run.model_version:
        raise NotNow(_("The model has changed since the run was asked for. Start it again."))
    own = own_of(run.model_code)
    inputs = list(run.inputs.select_related("version__dataset"))
    steps = len(inputs) + 2
    spill = not any(one.version.sealed for one in inputs)
    with engine.opened(run.engine or None, spill=spill) as connection:
        tables = {}
        for done, one in enumerate(inputs):
            progress(done, steps, _("Opening %(name)s") % {"name": model.inputs[one.name]})
            tables[one.name] = open_version(connection, one.version, by=run.by, purpose=str(run))
        running = _("Running the model")
        hits, left = _watched(
            lambda: _evaluated(connection, model, tables, run, own.sql if own else ""),
            lambda: progress(len(inputs), steps, running),
            connection,
        )
    progress(steps - 1, steps, _("Raising clues"))
    finish_run(run, hits, left)
    return hits


def _evaluated(connection: Any, model: Model, tables: dict[str, Any], run: Run, sql: str) -> Found:
    """By the model's expression; an office's own model by its SQL in the locked process. No records."""
    if not sql:
        hits = evaluate(connection, model, tables, run.parameters)
        return hits, unjudged(connection, model, tables, run.parameters)
    given = {name: connection.to_pyarrow(table) for name, table in tables.items()}
    return own_hits(model, sql, given, {name: float(value) for name, value in run.parameters.items()}), {}


def _watched(work: Callable[[], Found], look: Callable[[], None], connection: Any) -> Found:
    """Do the work in a thread, and interrupt the engine when the person asks for it."""
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(work)
        while True:
            try:
                look()
                return future.result(timeout=0.5)
            except NotYet:
                continue
            except Stopped:
                if interrupt := getattr(connection.con, "interrupt", None):
                    interrupt()
                raise
