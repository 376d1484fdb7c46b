"""From a file to a version: brought and sealed, looked at, mapped, checked, loaded – or given up."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.analyse.datasets import store
from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.loading import databases, mapping, sources
from mingcha.analyse.datasets.loading.asides import plain
from mingcha.analyse.datasets.loading.checks import Checker, Plan
from mingcha.analyse.datasets.loading.profiling import profile
from mingcha.analyse.datasets.loading.tables import Progress, Table
from mingcha.analyse.datasets.models import Dataset, Load, Mapping, SourceKind, Version
from mingcha.analyse.datasets.permissions import may_use
from mingcha.analyse.datasets.queries import newest_version, next_number, remembered
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.files.actions import refuse_unfit
from mingcha.foundation.jobs.actions import enqueue
from mingcha.foundation.jobs.models import Job
from mingcha.foundation.ledgers.sheets import Unreadable
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.foundation.sealed import seal

CHECK = "datasets.check"
AT_ONCE = 2 * 2**20  # a larger file is checked in the background
_SAMPLE, _WIDE = 20, 200
_SHEETS, _PLAIN = 12, 3  # sheets looked at; headings word for word that tell what a sheet is
_KEPT = timedelta(days=1)


def bring_file(dataset: Dataset, upload: Any, *, by: User, name: str = "", sheet: str = "") -> Load:
    """Seal what a person brings (an upload or an open file) and look at it. Raises Unreadable, Invalid."""
    _refuse_unless_used(dataset, by)
    name = (name or upload.name).replace("\\", "/").rpartition("/")[2][:200]
    if isinstance(getattr(upload, "size", None), int):
        refuse_unfit(name, upload.size, dataset.marking)
    chunks = upload.chunks() if hasattr(upload, "chunks") else iter(lambda: upload.read(2**20), b"")
    return _bring(dataset, chunks, by=by, file_name=name, sheet=sheet)


def bring_from_database(dataset: Dataset, *, url: str, query: str, by: User) -> Load:
    """The result of one query of another database, taken as a text table; the address is kept nowhere."""
    _refuse_unless_used(dataset, by)
    if not settings.ALLOW_DATABASE_LOADS:
        raise NotAllowed(_("Loading from databases is switched off in this installation."))
    lines = databases.lines_of(url, query)
    source = {"query": query}
    return _bring(dataset, lines, by=by, file_name="query.csv", kind=SourceKind.DATABASE, source=source)


def _refuse_unless_used(dataset: Dataset, by: User) -> None:
    if not may_use(by, dataset):
        raise NotAllowed(_("You may not load into this data set."))
    if not dataset.is_open:
        raise NotNow(_("This data set has been destroyed."))
    contract_of(dataset)


def contract_of(dataset: Dataset) -> Contract:
    if dataset.declared is None:
        raise NotNow(_("The data contract of this data set no longer exists."))
    return dataset.declared


def _bring(
    dataset: Dataset, chunks: Iterable[bytes], *, by: User, file_name: str, sheet: str = "", **fields: Any
) -> Load:
    load = Load(dataset=dataset, by=by, file_name=file_name, sealed=dataset.encrypted)
    load.source = fields.get("source", {})
    try:
        load.size, load.digest = _seal(load, chunks)
        with store.opened(load.incoming) as file:
            load.source_kind = fields.get("kind") or sources.kind_of(file, file_name)
            load.sheets = sources.sheets(file, file_name)
        _look(load, sheet, None)
        with transaction.atomic():
            if not Dataset.objects.select_for_update().get(pk=dataset.pk).is_open:
                raise NotNow(_("This data set has been destroyed."))
            load.save(force_insert=True)
            facts = {"name": file_name, "digest": load.digest, "size": load.size}
            audit.record("load.bring", load, by=by, dataset=str(dataset.pk), **facts)
    except BaseException:
        store.forget(load.incoming)
        raise
    return load


def _seal(load: Load, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write the file under seal as it comes in; its size and digest."""
    digest, size = hashes.Hash(hashes.SM3()), 0
    out = store.created(load.incoming)
    try:
        for chunk in chunks:
            out.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    except BaseException:
        out.drop()
        raise
    out.close()
    return size, digest.finalize().hex()


def _look(load: Load, sheet: str, header: int | None) -> None:
    """Headings, first rows, and what was or may be meant by them."""
    contract = contract_of(load.dataset)
    with store.opened(load.incoming) as file:
        names = [sheet] if sheet or not load.sheets else load.sheets[:_SHEETS]
        table, look = _best(file, load.file_name, names, contract, header)
    load.sheet = table.name[:100] if load.sheets else ""
    load.header, load.headings = look.header, look.headings
    rows = [[plain(mapping.shown(cell)) for cell in row[:_WIDE]] for row in look.rows[:_SAMPLE]]
    load.sample = seal(json.dumps(rows, ensure_ascii=False), about=load.pk)
    known = remembered(load.dataset.office_id, contract.name, look.signature)
    load.plan = {
        "columns": mapping.suggest(contract, look, known),
        "keep_damaged": False,
        "known": bool(known),
    }
    _forget_check(load)


def _best(
    file: Any, file_name: str, names: list[str], contract: Contract, header: int | None
) -> tuple[Table, mapping.Look]:
    """The first sheet that is plainly of the contract, else the likeliest: many begin with a cover."""
    found: list[tuple[int, Table, mapping.Look]] = []
    for name in names:
        try:
            table = sources.table_of(file, file_name, name, first=mapping.FIRST)
            look = mapping.look_at(table, contract, header)
        except Unreadable:
            if name == names[-1] and not found:
                raise
            continue
        found.append((mapping.known_headings(contract, look), table, look))
        if found[-1][0] >= _PLAIN:
            break
    return max(found, key=lambda one: one[0])[1:]


def _forget_check(load: Load) -> None:
    load.report, load.profile, load.staged = {}, [], ""


def look_again(load: Load, *, sheet: str, header: int | None, by: User) -> None:
    """Another sheet, or another row of headings. Raises Unreadable."""
    _refuse_unless_own(load, by)
    _look(load, sheet, header)
    load.save()


def _refuse_unless_own(load: Load, by: User) -> None:
    if load.by_id != by.pk:
        raise NotAllowed(_("Only who brought the file goes on with it."))
    _refuse_unless_used(load.dataset, by)


@transaction.atomic
def plan_load(
    load: Load, *, columns: dict[str, int | None], keep_damaged: bool, adds: bool = False, by: User
) -> None:
    """Say which column is which; kept for the next table with the same headings. Raises Invalid.

    With `adds` the rows are added to those of the newest version, else they are the whole of the next.
    """
    _refuse_unless_own(load, by)
    contract, look = contract_of(load.dataset), mapping.Look(load.header, load.headings)
    if faults := mapping.faults_of(contract, look, columns):
        raise Invalid(" ".join(faults.values()))
    newest = newest_version(load.dataset) if adds else None
    if adds and newest is None:
        raise Invalid(_("There is no version yet that rows could be added to."))
    load.plan |= {"columns": columns, "keep_damaged": keep_damaged}
    load.plan["adds_to"] = newest.number if newest else None
    _forget_check(load)
    load.save()
    Mapping.objects.update_or_create(
        office_id=load.dataset.office_id,
        contract=contract.name,
        signature=look.signature,
        defaults={"columns": columns, "used_by": by},
    )
    audit.record("load.map", load, by=by, name=load.file_name, digest=load.digest)


def check_later(load: Load, *, by: User) -> Job:
    """The dry run as a background job."""
    _refuse_unless_own(load, by)
    title = _("Check “%(name)s”") % {"name": load.file_name}
    return enqueue(CHECK, title=title[:200], by=by, load=str(load.pk))


def check_load(load: Load, *, by: User, progress: Progress | None = None) -> None:
    """The dry run: judges every row and writes exactly what would be loaded. Raises Invalid."""
    _refuse_unless_own(load, by)
    contract, plan = contract_of(load.dataset), _plan_of(load)
    store.forget(load.place)
    try:
        with store.opened(load.incoming) as file:
            table = sources.table_of(file, load.file_name, load.sheet)
            tally = Checker(table, plan, load.place).run(progress)
        made = profile(contract, load.place)
    except Unreadable as error:
        raise Invalid(str(error)) from None
    _keep_check(load, tally.report(), made, by)


def _plan_of(load: Load) -> Plan:
    adds_to, before = load.plan.get("adds_to"), None
    if adds_to:
        version = _still_newest(load.dataset, adds_to)
        store.refuse_changed(version.place, version.digest)
        before = version.place
    return Plan(
        contract_of(load.dataset),
        load.header,
        load.plan["columns"],
        load.headings,
        timezone.localdate(),
        load.plan["keep_damaged"],
        before,
        f"{adds_to + 1}-" if adds_to else "",
    )


def _still_newest(dataset: Dataset, number: int) -> Version:
    """The version that was to be added to. Raises NotNow where another came after it, or it is gone."""
    newest = newest_version(dataset)
    if newest is None or newest.number != number:
        told = _("Version %(number)s is no longer the newest. Choose the columns again, and check the file.")
        raise NotNow(told % {"number": number})
    return newest


@transaction.atomic
def _keep_check(load: Load, report: dict[str, Any], made: list[dict[str, Any]], by: User) -> None:
    """Unless the load was given up, or the data set destroyed, while it was checked."""
    standing = Load.objects.select_for_update().filter(pk=load.pk).first()
    if standing is None or standing.plan != load.plan:
        store.forget(load.place)
        raise NotNow(_("The load was changed or given up meanwhile."))
    load.report, load.profile, load.staged = report, made, store.digest(load.place.path)
    load.save(update_fields=["report", "profile", "staged"])
    facts = {name: report[name] for name in ("rows", "good", "aside", "marked")}
    audit.record("load.check", load, by=by, name=load.file_name, digest=load.digest, **facts)


def load_version(load: Load, *, by: User) -> Version:
    """Load exactly what the check showed, whole or not at all."""
    _refuse_unless_own(load, by)
    with transaction.atomic():
        dataset = Dataset.objects.select_for_update().get(pk=load.dataset_id)
        standing = Load.objects.select_for_update().filter(pk=load.pk).first()
        if standing is None or not dataset.is_open:
            raise NotNow(_("The load was given up, loaded, or the data set destroyed meanwhile."))
        if not standing.is_checked:
            raise NotNow(_("The file has not been checked yet."))
        if not standing.report["good"]:
            raise NotNow(_("Not one row is good enough to be loaded."))
        if adds_to := standing.plan.get("adds_to"):
            _still_newest(dataset, adds_to)
        store.refuse_changed(standing.place, standing.staged)
        version = _version(dataset, standing, by)
        facts = {"number": version.number, "rows": version.rows, "aside": version.set_aside}
        audit.record("dataset.load", dataset, by=by, **facts, name=load.file_name, digest=load.digest)
        incoming = standing.incoming
        place = standing.place
        standing.delete()
        transaction.on_commit(lambda: store.forget(incoming))
        store.keep(place, version.place)  # the last step: what fails before it leaves nothing
    return version


def _version(dataset: Dataset, load: Load, by: User) -> Version:
    version = Version(
        pk=load.pk,
        dataset=dataset,
        number=next_number(dataset),
        loaded_by=by,
        source_kind=load.source_kind,
        file_name=load.file_name,
        source_digest=load.digest,
        digest=load.staged,
        size=load.place.path.stat().st_size,
        sealed=load.sealed,
        rows=load.report.get("before", 0) + load.report["good"],
        set_aside=load.report["aside"],
        marked=load.report["marked"],
        report=load.report,
        lineage=_lineage(dataset, load),
        profile=load.profile,
    )
    version.save(force_insert=True)
    return version


def _lineage(dataset: Dataset, load: Load) -> dict[str, Any]:
    """Where the rows come from: the sheet, the mapping used, the choice made, the version before."""
    parent = newest_version(dataset)
    chosen = load.plan["columns"].items()
    columns = {name: load.headings[at] for name, at in chosen if at not in (None, mapping.ROW_NUMBER)}
    columns |= {name: _("(number of the row)") for name, at in chosen if at == mapping.ROW_NUMBER}
    return {
        **load.source,
        "sheet": load.sheet,
        "header": load.header,
        "columns": columns,
        "keep_damaged": load.plan["keep_damaged"],
        "adds_to": load.plan.get("adds_to"),
        "brought_at": load.created_at.isoformat(),
        "parent": parent.number if parent else None,
    }


@transaction.atomic
def discard_load(load: Load, *, by: User) -> None:
    """Give it up: nothing of the file stays."""
    _refuse_unless_own(load, by)
    audit.record("load.discard", load, by=by, name=load.file_name, digest=load.digest)
    _remove(load)


def _remove(load: Load) -> None:
    places = (load.incoming, load.place)
    load.delete()
    transaction.on_commit(lambda: store.forget(*places))


def sweep() -> int:
    """Remove loads a day old, and files that no record stands for any more; says how many files went."""
    for load in Load.objects.filter(created_at__lt=timezone.now() - _KEPT):
        with transaction.atomic():
            _remove(load)
    loads = set(Load.objects.values_list("pk", flat=True))
    versions = set(Version.objects.kept().values_list("pk", flat=True))
    destroyed = set(Version.objects.exclude(destroyed_at=None).values_list("pk", flat=True))
    gone = 0
    for kind, key, path in store.known_places():
        if not path.exists():  # gone with the file beside it
            continue
        wanted = versions if kind == store.VERSIONS else loads
        young = time.time() - path.stat().st_mtime < _KEPT.total_seconds()
        if key not in wanted and (not young or key in destroyed):
            store.forget(store.Place(path, key, sealed=False))
            gone += 1
    return gone
