"""Saved views."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.foundation.ledgers import actions
from mingcha.foundation.ledgers.forms import ViewForm
from mingcha.foundation.ledgers.models import SavedView
from mingcha.foundation.ledgers.views.common import get_ledger, get_selection
from mingcha.foundation.requests import SignedInRequest


@require_POST
def save(request: SignedInRequest, name: str) -> HttpResponse:
    """Keep the list as the address has it."""
    selection = get_selection(request, name)
    form = ViewForm(request.user, request.POST)
    if not form.is_valid():
        back = f"{reverse('ledgers:list', args=[name])}?{selection.kept()}"
        context = {"form": form, "title": _("Save this view"), "back": back}
        return render(request, "ui/form.html", context, status=422)
    view = actions.save_view(selection, by=request.user, **form.cleaned_data)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(view)


def _own(request: SignedInRequest, pk: uuid.UUID) -> SavedView:
    return get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)


@require_http_methods(["GET", "POST"])
def rename(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    view = _own(request, pk)
    form = ViewForm(request.user, request.POST or None, renaming=True, initial={"name": view.name})
    if request.method == "POST" and form.is_valid():
        actions.rename_view(view, by=request.user, **form.cleaned_data)
        return redirect(view)
    context = {"form": form, "title": _("Rename the view"), "back": view.get_absolute_url()}
    return render(request, "ui/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    view = _own(request, pk)
    actions.delete_view(view, by=request.user)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(f"{reverse('ledgers:list', args=[view.ledger])}?view=all")


@require_POST
def default(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    view = _own(request, pk)
    actions.set_default(view, by=request.user)
    messages.success(request, _("This ledger will open with “%(name)s”.") % {"name": view.name})
    return redirect(view)


@require_POST
def no_default(request: SignedInRequest, name: str) -> HttpResponse:
    get_ledger(name, request.user)
    actions.unset_default(name, by=request.user)
    return redirect(f"{reverse('ledgers:list', args=[name])}?view=all")
