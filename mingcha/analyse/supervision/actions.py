"""Starting a run, carrying it out, and keeping what people said of its hits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import ibis
import pyarrow as pa
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.analyse.datasets.actions import open_version
from mingcha.analyse.datasets.models import Dataset, Version
from mingcha.analyse.supervision import engine, results
from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.evaluation import Hit
from mingcha.analyse.supervision.models import OwnModel, Run, RunInput, Verdict
from mingcha.analyse.supervision.own import PREVIEW, SAMPLE, rows_of
from mingcha.analyse.supervision.parameters import settled
from mingcha.analyse.supervision.permissions import writes_models, writes_own
from mingcha.analyse.supervision.queries import signature, versions_for
from mingcha.analyse.supervision.sandbox import NotReadOnly, TooMuch, Wrong, checked, run_sql
from mingcha.analyse.supervision.signals import run_finished
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.jobs import actions as jobs
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.words import listed
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body

RUN_MODEL = "run_model"
Versions = Mapping[str, Version]


@transaction.atomic
def start_run(
    model: Model,
    *,
    versions: Versions,
    parameters: Mapping[str, Any],
    why: str,
    by: User,
    task: Task | None = None,
) -> Run:
    """Queue a run over these versions. For a team it is for one of its inspections (`task`)."""
    office = _office(by, task)
    if not why.strip():
        raise Invalid(_("Say why the model is run: it goes on the trail."))
    _refuse_unfit(model, versions, by)
    values = settled(model.parameters, parameters)
    run = Run(
        office=office,
        task=task,
        model_code=model.code,
        model_version=model.version,
        parameters={name: str(value) for name, value in values.items()},
        why=why.strip(),
        by=by,
        engine=_engine_for(versions),
        fingerprint=fingerprint(model, values, versions),
    )
    run.save(force_insert=True)
    RunInput.objects.bulk_create(RunInput(run=run, name=name, version=one) for name, one in versions.items())
    run.job = jobs.enqueue(RUN_MODEL, title=str(model), by=by, run_id=str(run.pk))
    run.save(update_fields=["job"])
    used = {name: str(version) for name, version in versions.items()}
    audit.record("run.start", run, by=by, model=model.code, data=used, parameters=run.parameters, why=run.why)
    return run


def _engine_for(versions: Versions) -> str:
    """Sealed data are opened in the memory of one process, never sent to executors."""
    return engine.DUCKDB if any(one.sealed for one in versions.values()) else engine.chosen()


def _office(by: User, task: Task | None) -> Body:
    """The office the run belongs to: the inspection's, or the one office the person serves in."""
    rights = rights_of(by)
    if task is not None:
        if task.pk not in rights.inspections and task.office_id not in rights.own_offices:
            raise NotAllowed(_("Only the team and its office run models for an inspection."))
        if task.pk in rights.recused_inspections:
            raise NotAllowed(_("You are recused from this inspection."))
        return task.office
    if not rights.own_offices:
        raise NotAllowed(_("A team runs models for one of its inspections. Choose it."))
    return Body.objects.filter(pk__in=rights.own_offices).order_by("pk")[0]


def _refuse_unfit(model: Model, versions: Versions, by: User) -> None:
    if missing := [str(model.inputs[name]) for name in model.needed if name not in versions]:
        raise Invalid(_("The model also needs: %(names)s.") % {"names": listed(missing)})
    for name, version in versions.items():
        if name not in model.inputs:
            raise Invalid(_("The model has no input “%(name)s”.") % {"name": name})
        if not versions_for(by, model.inputs[name]).filter(pk=version.pk).exists():
            names = {"name": model.inputs[name]}
            raise NotAllowed(_("You may not use that version of “%(name)s”.") % names)


def fingerprint(model: Model, values: Mapping[str, Any], versions: Versions) -> str:
    """Of everything the hits depend on: model version, parameters, versions of the data."""
    told = {
        "model": [model.code, model.version],
        "parameters": {name: str(value) for name, value in values.items()},
        "data": {name: str(version.pk) for name, version in versions.items()},
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def finish_run(run: Run, hits: list[Hit], unjudged: Mapping[str, str] | None = None) -> None:
    """Keep the hits and tell who listens, once: a job that died and is done again changes nothing.

    `unjudged` are those the model could not judge, by name, and the code of why.
    """
    with transaction.atomic():
        run.refresh_from_db(from_queryset=Run.objects.select_for_update())
        if run.finished_at:
            return
        if run.inputs.filter(version__destroyed_at__isnull=False).exists():
            raise NotNow(_("A data set of this run has been destroyed meanwhile: its hits are not kept."))
        run.digest = results.save(run.pk, hits)
        run.hit_count, run.finished_at = len(hits), timezone.now()
        run.unjudged = dict(unjudged or {})
        run.save(update_fields=["digest", "hit_count", "finished_at", "unjudged"])
        audit.record("run.finish", run, by=run.by, hits=len(hits), digest=run.digest)
        run_finished.send(Run, run=run, hits=hits)


def wipe_hits(dataset: Dataset, *, by: User) -> None:
    """Once a data set is destroyed, the hits that came out of it go too; figures, digest and clues stay."""
    runs = Run.objects.filter(pk__in=RunInput.objects.filter(version__dataset=dataset).values("run"))
    found = list(runs.select_for_update().order_by("pk"))  # a run that ends now waits, and is refused
    audit.record_many("run.wipe", found, by=by, facts={"title": dataset.title})
    transaction.on_commit(lambda: results.forget([run.pk for run in found]))


@transaction.atomic
def note_raised(run: Run, *, raised: int, known: int, explained: int) -> None:
    """How many of the hits became clues, were clues already, or had been explained."""
    run.raised_count, run.known_count, run.explained_count = raised, known, explained
    run.save(update_fields=["raised_count", "known_count", "explained_count"])


def note_verdict(
    clue_id: UUID, *, office_id: UUID, model: str, version: int, outcome: str, false_positive: str, on: date
) -> None:
    """What became of a clue, for the model's precision; a later verdict replaces an earlier one."""
    fields = {
        "office_id": office_id,
        "model_code": model,
        "model_version": version,
        "outcome": outcome,
        "false_positive": false_positive,
        "given_on": on,
    }
    Verdict.objects.update_or_create(clue_id=clue_id, defaults=fields)


def withdraw_verdict(clue_id: UUID) -> None:
    """The clue is open again."""
    Verdict.objects.filter(clue_id=clue_id).delete()


# An office's own models


@transaction.atomic
def write_own(*, by: User, own: OwnModel | None = None, **fields: Any) -> OwnModel:
    """A new own model, or another text of a draft. The SQL is checked before anything is kept."""
    if own is None:
        if not writes_models(by):
            raise NotAllowed(_("Only the office's own people write models."))
        office = _office(by, None)
        Body.objects.select_for_update().get(pk=office.pk)  # two at once take two numbers
        own = OwnModel(office=office, author=by, number=OwnModel.objects.filter(office=office).count() + 1)
    else:
        own.refresh_from_db(from_queryset=OwnModel.objects.select_for_update())
        if not writes_own(by, own):
            raise NotAllowed(_("Only its author writes in it."))
        if own.status != OwnModel.Status.DRAFT:
            raise NotNow(_("A model under review or in use is not changed. Write a new version."))
    for name, value in fields.items():
        setattr(own, name, value)
    checked(own.sql, own.contracts, own.parameters)
    own.save()
    audit.record("own_model.write", own, by=by, tables=own.contracts)
    return own


def note_refused(sql: str, *, by: User, why: str) -> None:
    """An attempt at anything but reading is logged, though nothing of it is kept. Outside a transaction."""
    told = {"why": why, "sql": sql[:500]}
    audit.record("own_model.refused", by, by=by, **told)


def preview_own(own: OwnModel, *, by: User) -> pa.Table:
    """The model on a sample of the newest versions; its columns are kept for the review. Bounded."""
    if own.office_id not in rights_of(by).own_offices:
        raise NotAllowed(_("Only the office's own people preview its models."))
    tables = sampled(own, by)
    try:
        found = run_sql(own.sql, tables, own.parameters, PREVIEW)
    except (NotReadOnly, TooMuch, Wrong) as refusal:
        note_refused(own.sql, by=by, why=str(refusal))
        raise
    rows_of(found, own.as_model.inputs)
    OwnModel.objects.filter(pk=own.pk).update(previewed=signature(own), columns=found.column_names)
    audit.record("own_model.preview", own, by=by, rows=found.num_rows)
    return found


def sampled(own: OwnModel, by: User) -> dict[str, pa.Table]:
    """The first rows of the newest version of each table; empty where none is loaded."""
    tables = {}
    with engine.opened(engine.DUCKDB) as connection:
        for name, contract in own.as_model.inputs.items():
            version = versions_for(by, contract).first()
            if version is None:
                tables[name] = ibis.schema(contract.schema).to_pyarrow().empty_table()
            else:
                table = open_version(connection, version, by=by, purpose=str(own))
                tables[name] = connection.to_pyarrow(table.limit(SAMPLE))
    return tables
