"""Loading, step by step: bring, say which column is which, look at the check, load."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.actions.loads import AT_ONCE
from mingcha.analyse.datasets.forms import BringForm, LookForm, MappingForm, QueryForm
from mingcha.analyse.datasets.models import Load
from mingcha.analyse.datasets.queries import same_file
from mingcha.analyse.datasets.queries.profiles import (
    fault_lines,
    lines_of,
    places_of,
    sample_rows,
    sample_values,
    steps,
)
from mingcha.analyse.datasets.views.common import get_dataset, get_load
from mingcha.foundation.ledgers.sheets import Unreadable
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page


@require_http_methods(["GET", "POST"])
def bring(request: SignedInRequest, pk: UUID) -> HttpResponse:
    dataset = get_dataset(request, pk)
    if not dataset.is_open:
        raise NotNow(_("This data set has been destroyed."))
    form = BringForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            load = actions.bring_file(dataset, form.cleaned_data["file"], by=request.user)
            return redirect("datasets:columns", load.pk)
        except (Unreadable, Invalid) as error:
            form.add_error("file", str(error))
    context: dict[str, Any] = {"dataset": dataset, "contract": dataset.declared, "steps": steps(0)}
    title, back = _("Load a table"), dataset.get_absolute_url()
    template = "datasets/bring.html"
    return form_page(request, form, title=title, submit=_("Go on"), back=back, template=template, **context)


@require_http_methods(["GET", "POST"])
def bring_from_database(request: SignedInRequest, pk: UUID) -> HttpResponse:
    dataset = get_dataset(request, pk)
    if not settings.ALLOW_DATABASE_LOADS:
        raise Http404
    form = QueryForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            load = actions.bring_from_database(dataset, by=request.user, **form.cleaned_data)
            return redirect("datasets:columns", load.pk)
        except (Unreadable, Invalid) as error:
            form.add_error("query", str(error))
    title, back = _("Load from a database"), dataset.get_absolute_url()
    return form_page(request, form, title=title, submit=_("Ask the database"), back=back)


@never_cache
@require_http_methods(["GET", "POST"])
def columns(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Which column is which; POST checks the file that way, a large one in the background."""
    load = get_load(request, pk)
    form = MappingForm(request.POST or None, load=load)
    if form.is_bound and form.is_valid():
        try:
            how: Any = {"keep_damaged": form.keep_damaged, "adds": form.adds_rows}
            actions.plan_load(load, columns=form.columns, by=request.user, **how)
            if load.size > AT_ONCE:
                return redirect(actions.check_later(load, by=request.user))
            actions.check_load(load, by=request.user)
            return redirect(load)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
    return _columns_page(request, load, form)


def _columns_page(
    request: SignedInRequest, load: Load, form: MappingForm, look: LookForm | None = None
) -> HttpResponse:
    status = 422 if form.is_bound or (look and look.is_bound) else 200
    rows = sample_rows(load)
    context = {
        "title": _("Which column is which"),
        "load": load,
        "form": form,
        "look": look or LookForm(load=load),
        "lines": [(field, column, sample_values(rows, field.value())) for field, column in form.lines()],
        "rows": rows[:8],
        "same": same_file(load.dataset, load.digest),
        "steps": steps(1),
    }
    return render(request, "datasets/columns.html", context, status=status)


@require_POST
def look_again(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Another sheet, or another row of headings."""
    load = get_load(request, pk)
    form = LookForm(request.POST, load=load)
    if form.is_valid():
        given = form.cleaned_data
        # The row told belongs to the sheet it was told for.
        header = given["header"] if given["sheet"] in ("", load.sheet) else None
        try:
            actions.look_again(load, sheet=given["sheet"], header=header, by=request.user)
            return redirect("datasets:columns", load.pk)
        except Unreadable as error:
            form.add_error("header", str(error))
            load.refresh_from_db()
    return _columns_page(request, load, MappingForm(load=load), form)


@never_cache
@require_http_methods(["GET", "POST"])
def load_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """What the check found; POST loads exactly that."""
    load = get_load(request, pk)
    if not load.is_checked:
        return redirect("datasets:columns", load.pk)
    if request.method == "POST":
        version = actions.load_version(load, by=request.user)
        told = _("Version %(number)s is loaded: %(rows)s rows.")
        messages.success(request, told % {"number": version.number, "rows": f"{version.rows:,}"})
        return redirect(version)
    context = {
        "title": _("What would be loaded"),
        "load": load,
        "report": load.report,
        "faults": fault_lines(load.dataset.contract, load.report),
        "places": places_of(load.dataset.contract, load.report),
        "lines": lines_of(load),
        "same": same_file(load.dataset, load.digest),
        "steps": steps(2),
    }
    return render(request, "datasets/load.html", context)


@require_safe
def load_aside(request: SignedInRequest, pk: UUID) -> FileResponse:
    load = get_load(request, pk)
    content = actions.aside_workbook(load, by=request.user)
    filename = _("%(name)s, set aside.xlsx") % {"name": load.file_name.rpartition(".")[0] or load.file_name}
    return FileResponse(content, as_attachment=True, filename=filename)


@require_POST
def discard(request: SignedInRequest, pk: UUID) -> HttpResponse:
    load = get_load(request, pk)
    dataset = load.dataset
    actions.discard_load(load, by=request.user)
    messages.success(request, _("The file is gone; nothing was loaded."))
    return redirect(dataset)
