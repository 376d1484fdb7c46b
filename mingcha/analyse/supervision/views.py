"""The library of models, one model, running it, and one run."""

from __future__ import annotations

import uuid
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.analyse.datasets.contracts import units
from mingcha.analyse.datasets.contracts.catalogue import CONTRACTS
from mingcha.analyse.datasets.contracts.declaration import AREAS
from mingcha.analyse.datasets.models import Version
from mingcha.analyse.supervision import actions, queries, results
from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.evaluation import BadOutput
from mingcha.analyse.supervision.forms import OwnModelForm, RunForm
from mingcha.analyse.supervision.library.catalogue import MODELS
from mingcha.analyse.supervision.models import OwnModel, Run, own_of
from mingcha.analyse.supervision.own import SAMPLE
from mingcha.analyse.supervision.permissions import reads_models, writes_models, writes_own
from mingcha.analyse.supervision.precision import Precision
from mingcha.analyse.supervision.workflow import OWN
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.foundation.refusals import Invalid, NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.foundation.words import listed
from mingcha.prepare.teams.queries import rights_of


def _model(request: SignedInRequest, code: str) -> Model:
    if not reads_models(request.user):
        raise NotAllowed(_("The models are for offices and teams at work."))
    if code in MODELS:
        return MODELS[code]
    own = own_of(code)
    if own is None or own not in queries.own_models_for(request.user):
        raise Http404
    return own.as_model


@require_safe
def library(request: SignedInRequest) -> HttpResponse:
    """Every model by area, whether its data are at hand, and how well it does."""
    if not reads_models(request.user):
        raise NotAllowed(_("The models are for offices and teams at work."))
    words = request.GET.get("q", "").strip()
    at_hand, known = queries.contracts_at_hand(request.user), queries.precisions(request.user)
    lines: list[dict[str, Any]] = [
        {
            "model": model,
            "missing": [
                str(model.inputs[name]) for name in model.needed if model.inputs[name].name not in at_hand
            ],
            "precision": known.get(model.code, Precision(0, 0)),
        }
        for model in MODELS.values()
        if words.lower() in f"{model.code} {model.words.zh} {model.words.en} {model.looks_for.zh}".lower()
    ]
    lines.sort(key=lambda line: list(AREAS).index(line["model"].area))
    areas = [(AREAS[area], list(some)) for area, some in groupby(lines, key=lambda line: line["model"].area)]
    context = {
        "title": _("Supervision models"),
        "areas": areas,
        "count": len(lines),
        "words": words,
        "own": queries.own_models_for(request.user),
        "own_url": ledger_url("own_models"),
        "may_write": writes_models(request.user),
    }
    return render(request, "supervision/library.html", context)


@require_safe
def model_page(request: SignedInRequest, code: str) -> HttpResponse:
    model, user = _model(request, code), request.user
    context: dict[str, Any] = {
        "title": str(model),
        "model": model,
        "area": AREAS[model.area],
        "inputs": [
            {
                "contract": contract,
                "optional": name in model.optional,
                "newest": queries.versions_for(user, contract).first(),
            }
            for name, contract in model.inputs.items()
        ],
        "precision": queries.precisions(user).get(code, Precision(0, 0)),
        "tables": [
            (title, queries.precision_by(user, code, by))
            for by, title in (
                ("quarter", _("By quarter")),
                ("version", _("By version")),
                ("office", _("By office")),
            )
        ],
        "explained": queries.false_positives_of(user, model),
        "runs": Run.objects.visible_to(user).filter(model_code=code).select_related("by", "job")[:10],
        "runs_url": ledger_url("runs", model_code=code),
    }
    return render(request, "supervision/model.html", context)


@require_safe
def own_page(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """An own model: what it does, and how it goes on."""
    own = _own(request, pk)
    context = {
        "area": AREAS.get(own.area, own.area),
        "contracts": [CONTRACTS[name] for name in own.contracts if name in CONTRACTS],
        "may_write": writes_own(request.user, own) and own.status == OwnModel.Status.DRAFT,
        "may_preview": own.office_id in rights_of(request.user).own_offices,
        "precision": queries.precisions(request.user).get(own.code, Precision(0, 0)),
    }
    return record_page(request, own, "supervision/own.html", workflow=OWN, **context)


def _own(request: SignedInRequest, pk: uuid.UUID) -> OwnModel:
    seen = OwnModel.objects.visible_to(request.user).select_related("office", "author", "reviewed_by")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "POST"])
def own_write(request: SignedInRequest, pk: uuid.UUID | None = None) -> HttpResponse:
    """A new own model, or a draft written on. An attempt at more than reading is logged."""
    own = _own(request, pk) if pk else None
    if not (writes_own(request.user, own) if own else writes_models(request.user)):
        raise NotAllowed(_("Only the office's own people write models."))
    form = OwnModelForm(request.POST or None, instance=own)
    if form.is_bound and form.is_valid():
        kept = OwnModel.objects.get(pk=pk) if pk else None
        return redirect(actions.write_own(by=request.user, own=kept, **form.cleaned_data))
    if form.refused:
        actions.note_refused(
            form.cleaned_data.get("sql") or request.POST.get("sql", ""), by=request.user, why=form.refused
        )
    back = own.get_absolute_url() if own else reverse("supervision:library")
    return form_page(request, form, title=own or _("Write a model"), back=back)


@require_safe
def own_preview(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """The first hits on a sample, or what is wrong, with its place."""
    own, found, refusal = _own(request, pk), None, ""
    try:
        found = actions.preview_own(own, by=request.user)
    except (Invalid, BadOutput) as reason:
        refusal = (
            str(reason)
            if isinstance(reason, Invalid)
            else _("The SELECT lacks “%(what)s”.") % {"what": reason}
        )
    first = found.slice(0, 20).to_pylist() if found is not None else []
    context = {
        "title": _("Preview of %(model)s") % {"model": own},
        "own": own,
        "refusal": refusal,
        "columns": found.column_names if found is not None else [],
        "rows": [[_cell(value) for value in row.values()] for row in first],
        "count": found.num_rows if found is not None else 0,
        "sample": SAMPLE,
    }
    return render(request, "supervision/preview.html", context, status=422 if refusal else 200)


def _cell(value: Any) -> str:
    """A value of the preview as text; the keys behind a hit side by side."""
    if isinstance(value, list):
        return listed(value)
    return "—" if value is None else str(value)


@require_http_methods(["GET", "POST"])
def run_model(request: SignedInRequest, code: str) -> HttpResponse:
    model = _model(request, code)
    form = RunForm(request.POST or None, model=model, user=request.user)
    if form.is_bound and form.is_valid():
        run = actions.start_run(
            model,
            versions=form.versions,
            parameters=form.parameters,
            why=form.cleaned_data["why"],
            task=form.cleaned_data["task"],
            by=request.user,
        )
        return redirect(run)
    title = _("Run %(model)s") % {"model": model}
    back = request.path.removesuffix("run/")
    return form_page(request, form, title=title, submit=_("Run"), back=back, intro=str(model.looks_for))


@require_safe
def run_page(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """One run: how far it is, what it used, what it hit, and how that differs from an earlier run."""
    seen = Run.objects.visible_to(request.user).select_related(
        "office", "task__round", "task__organisation", "by", "job"
    )
    run = get_object_or_404(seen, pk=pk)
    audit.read(run, by=request.user)
    kept = bool(run.finished_at) and results.kept(run.pk)
    earlier = queries.earlier_runs(run, request.user) if kept else []
    against = next(
        (one for one in earlier if str(one.pk) == request.GET.get("with")), earlier[0] if earlier else None
    )
    inputs = _inputs(run)
    context: dict[str, Any] = {
        "model": run.model,
        "kept": kept,
        "unjudged": _not_judged(run),
        "inputs": inputs,
        "parameters": _told(run),
        "earlier": earlier,
        "against": against,
        "comparison": queries.compared(run, against) if against else None,
        "differs": _differing(_given(against, _inputs(against)), _given(run, inputs)) if against else [],
        "same_as": next((one for one in earlier if one.fingerprint == run.fingerprint), None),
    }
    return record_page(request, run, "supervision/run.html", **context)


def _not_judged(run: Run) -> list[tuple[str, str]]:
    """By name, with why in words."""
    reasons = {one.code: str(one) for one in run.model.false_positives} if run.model else {}
    return [(name, reasons.get(why, why)) for name, why in sorted(run.unjudged.items())]


def _table_of(run: Run, name: str) -> str:
    """What the model's input is called: its contract."""
    return str(run.model.inputs.get(name, name)) if run.model else name


def _inputs(run: Run) -> list[tuple[str, Version]]:
    """Which version stood for each table of the model."""
    used = run.inputs.select_related("version__dataset")
    return [(_table_of(run, one.name), one.version) for one in used]


def _differing(before: dict[str, str], now: dict[str, str]) -> list[tuple[str, str, str]]:
    """What two runs were not given alike: its name, that of the earlier one, that of the later one."""
    names = [name for name in before | now if before.get(name) != now.get(name)]
    return [(name, before.get(name, "—"), now.get(name, "—")) for name in names]


def _given(run: Run, inputs: list[tuple[str, Version]]) -> dict[str, str]:
    """The version of the model, the data and the parameters by name, as people read them."""
    data = {table: str(version) for table, version in inputs}
    return {_("Version of the model"): f"v{run.model_version}", **data, **dict(_told(run))}


def _told(run: Run) -> list[tuple[str, str]]:
    """The parameters in words, with units."""
    known = {one.name: one for one in run.model.parameters} if run.model else {}
    return [
        (
            str(known.get(name, name)),
            f"{value.removesuffix('.0')} {units.told(known[name].unit) if name in known else ''}".strip(),
        )
        for name, value in run.parameters.items()
    ]
