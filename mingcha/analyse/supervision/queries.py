"""Reads over models, runs and verdicts."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import TruncQuarter

from mingcha.analyse.datasets.contracts.declaration import Contract
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.supervision import results
from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.models import TRUE_ONES, OwnModel, Run, Verdict
from mingcha.analyse.supervision.precision import Precision
from mingcha.foundation.accounts.models import User

_TRUE = Count("pk", filter=Q(outcome__in=TRUE_ONES))


def precisions(user: User) -> dict[str, Precision]:
    """By model, over what this person counts: one statement."""
    rows = (
        Verdict.objects.visible_to(user).order_by().values("model_code").annotate(true=_TRUE, all=Count("pk"))
    )
    return {row["model_code"]: Precision(row["true"], row["all"]) for row in rows}


@dataclass(frozen=True)
class Line:
    """Precision of one version, office or quarter."""

    label: str
    precision: Precision


def precision_by(user: User, code: str, by: str) -> list[Line]:
    """Of one model, by `version`, `office` or `quarter`."""
    paths: dict[str, Any] = {
        "version": "model_version",
        "office": "office__name",
        "quarter": TruncQuarter("given_on"),
    }
    rows = Verdict.objects.visible_to(user).filter(model_code=code).order_by()
    grouped = rows.values(point=paths[by]) if by == "quarter" else rows.values(paths[by])
    key = "point" if by == "quarter" else paths[by]
    found: Any = grouped.annotate(true=_TRUE, all=Count("pk")).order_by(key)
    return [Line(_label(by, row[key]), Precision(row["true"], row["all"])) for row in found]


def _label(by: str, key: Any) -> str:
    if by == "quarter":
        return f"{key:%Y}Q{(key.month + 2) // 3}"
    return f"v{key}" if by == "version" else str(key)


def false_positives_of(user: User, model: Model) -> list[tuple[str, int]]:
    """Which innocent explanations were given, the commonest first."""
    rows = Verdict.objects.visible_to(user).filter(model_code=model.code).exclude(false_positive="")
    told = {one.code: str(one) for one in model.false_positives}
    counted = Counter(dict(rows.order_by().values_list("false_positive").annotate(Count("pk"))))
    return [(told.get(code, code), count) for code, count in counted.most_common()]


def versions_for(user: User, contract: Contract) -> Any:
    """The loaded versions under one contract that this person may use, the newest first."""
    seen = Version.objects.visible_to(user).kept().filter(dataset__contract=contract.name)
    return seen.select_related("dataset").order_by("-created_at")


def contracts_at_hand(user: User) -> set[str]:
    """The contracts for which the person has any data: one statement."""
    kept = Version.objects.visible_to(user).kept().order_by()
    return set(kept.values_list("dataset__contract", flat=True).distinct())


@dataclass(frozen=True)
class Comparison:
    """Two runs of one model by subject: new, gone, and the same; `changed` have other rows behind them."""

    new: list[dict[str, Any]]
    gone: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    same: int


def compared(run: Run, with_run: Run) -> Comparison:
    """What `run` hits that `with_run` did not, and the other way round."""
    now, before = _by_subject(run.pk), _by_subject(with_run.pk)
    both = now.keys() & before.keys()
    changed = sorted(key for key in both if now[key]["keys"] != before[key]["keys"])
    return Comparison(
        new=[now[key] for key in sorted(now.keys() - before.keys())],
        gone=[before[key] for key in sorted(before.keys() - now.keys())],
        changed=[now[key] for key in changed],
        same=len(both) - len(changed),
    )


def _by_subject(run_id: UUID) -> dict[str, dict[str, Any]]:
    return {hit["subject_key"]: hit for hit in results.load(run_id)}


def earlier_runs(run: Run, user: User) -> list[Run]:
    """Finished runs of the same model, to compare with: those whose hits are still kept."""
    seen = Run.objects.visible_to(user).filter(model_code=run.model_code, finished_at__isnull=False)
    before = seen.exclude(pk=run.pk).filter(created_at__lt=run.created_at)[:20]
    return [one for one in before if results.kept(one.pk)]


def signature(own: OwnModel) -> str:
    """Of what an own model does: another SQL, table or parameter is another model."""
    told = [own.sql, own.contracts, own.parameters]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def own_models_for(user: User) -> list[OwnModel]:
    """Those this person may run."""
    return list(OwnModel.objects.visible_to(user).usable().select_related("author", "office"))
