"""Raising clues from a run, explaining them, and opening the rows behind them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.analyse.clues.models import AreaDuty, Clue
from mingcha.analyse.clues.queries import MOST_ROWS, Relating, Rows, known_of, related
from mingcha.analyse.datasets.actions import open_version
from mingcha.analyse.datasets.contracts.declaration import AREAS, Contract
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.supervision import engine
from mingcha.analyse.supervision.actions import note_raised
from mingcha.analyse.supervision.declaration import Model, Standing
from mingcha.analyse.supervision.evaluation import Hit
from mingcha.analyse.supervision.models import Run
from mingcha.analyse.supervision.results import plain
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body, Role
from mingcha.registry.bodies.queries import holders


def fingerprint(code: str, hit: Hit) -> str:
    """Of the model, the subject and the rows: the same rows are the same clue whoever runs it again."""
    told = [code, hit.subject_key, sorted((name, list(keys)) for name, keys in hit.keys.items())]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@transaction.atomic
def raise_clues(run: Run, hits: Sequence[Hit]) -> None:
    """New hits become clues; those known stay as they are; what a person has explained is not raised.

    A subject with an open clue of the same model but other rows behind it has that clue refreshed.
    """
    model = run.model
    if model is None:
        return
    known = known_of(run.office_id, model.code, list(hits))
    made, refreshed, explained = [], [], 0
    for hit in hits:
        key = fingerprint(model.code, hit)
        if hit.subject_key in known.explained:
            explained += 1
        elif key in known.by_fingerprint:
            continue
        elif hit.subject_key in known.open_by_subject:
            refreshed.append(_refreshed(known.open_by_subject[hit.subject_key], run, model, hit, key))
        else:
            made.append(_clue(run, model, hit, key))
    Clue.objects.bulk_create(made, batch_size=500)
    Clue.objects.bulk_update(
        refreshed, ["run", "score", "sentence", "evidence", "keys", "fingerprint", "model_version"]
    )
    audit.record_many("clue.raise", made, by=run.by, facts={"model": model.code, "run": str(run.pk)})
    audit.record_many("clue.refresh", refreshed, by=run.by, facts={"run": str(run.pk)})
    note_raised(run, raised=len(made), known=len(hits) - len(made) - explained, explained=explained)


def _clue(run: Run, model: Model, hit: Hit, key: str) -> Clue:
    return Clue(
        office_id=run.office_id,
        task_id=run.task_id,
        model_code=model.code,
        area=model.area,
        subject_kind=model.subject,
        subject_key=hit.subject_key[:200],
        subject_name=hit.subject_name[:200],
        attested=model.standing == Standing.ATTESTED,
        **_of_hit(run, model, hit, key),
    )


def _refreshed(clue: Clue, run: Run, model: Model, hit: Hit, key: str) -> Clue:
    for name, value in _of_hit(run, model, hit, key).items():
        setattr(clue, name, value)
    return clue


def _of_hit(run: Run, model: Model, hit: Hit, key: str) -> dict[str, Any]:
    return {
        "run": run,
        "model_version": model.version,
        "score": hit.score,
        "sentence": hit.sentence(model),
        "evidence": {name: plain(value) for name, value in hit.evidence.items()},
        "keys": {name: list(keys) for name, keys in hit.keys.items()},
        "fingerprint": key,
    }


@transaction.atomic
def put_in_charge(person: User, *, office: Body, area: str, by: User) -> AreaDuty:
    """Someone of the office becomes responsible for the clues handed to an area."""
    if office.pk not in rights_of(by).headed_offices:
        raise NotAllowed(_("Only the head of the office says who is in charge of an area."))
    if area not in AREAS or not holders(office.pk, Role.OFFICE_HEAD, Role.OFFICE_STAFF).contains(person):
        raise Invalid(_("Choose an area, and somebody of the office."))
    with rules_told():
        duty = AreaDuty.objects.create(office=office, area=area, person=person)
    audit.record("area.charge", office, by=by, area=area, person=str(person))
    return duty


@transaction.atomic
def end_charge(duty: AreaDuty, *, by: User) -> None:
    """From now on they verify nothing of that area; what they gave verdicts on stays theirs."""
    if duty.office_id not in rights_of(by).headed_offices:
        raise NotAllowed(_("Only the head of the office says who is in charge of an area."))
    duty.delete()
    audit.record("area.discharge", duty.office, by=by, area=duty.area, person=str(duty.person))


@transaction.atomic
def open_rows(clue: Clue, *, by: User) -> list[Rows]:
    """The rows behind a clue, on the trail as a reading of personal data."""
    audit.record("clue.rows", clue, by=by)
    return _rows_behind(clue, by)


@transaction.atomic
def open_relations(clue: Clue, *, by: User) -> Relating:
    """The relations that the rows behind a clue tell of, on the trail as a reading of personal data."""
    audit.record("clue.relations", clue, by=by)
    return related(clue, _rows_behind(clue, by))


def _rows_behind(clue: Clue, by: User) -> list[Rows]:
    """Read from the very versions that the run used, by the first key of each contract. On the trail."""
    model = clue.model
    if model is None:
        return []
    versions = {one.name: one.version for one in clue.run.inputs.select_related("version__dataset")}
    with engine.opened(engine.DUCKDB) as connection:
        return [
            _rows(connection, clue, contract, versions[name], clue.keys[name], by)
            for name, contract in model.inputs.items()
            if clue.keys.get(name) and name in versions
        ]


def _rows(
    connection: Any, clue: Clue, contract: Contract, version: Version, keys: list[str], by: User
) -> Rows:
    if not version.is_kept:
        return Rows(contract, [], gone=True)
    table = open_version(connection, version, by=by, purpose=str(clue))
    key = contract.keys[0]
    found = table.filter(table[key].cast("string").isin(keys)).order_by(key).limit(MOST_ROWS)
    lines = connection.to_pyarrow(found.select(*[one.name for one in contract.columns])).to_pylist()
    return Rows(contract, [list(line.values()) for line in lines])
