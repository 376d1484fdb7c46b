"""The pages of the dictionaries. The lists are ledgers."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.registry.frames import actions
from mingcha.registry.frames.forms import CodeValueForm, RuleSetForm
from mingcha.registry.frames.models import CodeList, CodeValue, Frame, RuleSet
from mingcha.registry.frames.permissions import editing_office, keeps_code_lists
from mingcha.registry.frames.queries import earlier_version, lines_of

asks = require_http_methods(["GET", "POST"])


def _get_rule_set(request: SignedInRequest, pk: uuid.UUID) -> RuleSet:
    seen = RuleSet.objects.visible_to(request.user).select_related("office")
    return get_object_or_404(seen, pk=pk)


@require_safe
def frame(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(Frame.objects.visible_to(request.user), pk=pk)
    versions = Frame.objects.visible_to(request.user).filter(code=found.code, level=found.level)
    context: dict[str, Any] = {"items": found.items.all(), "versions": versions.exclude(pk=found.pk)}
    return record_page(request, found, "frames/frame.html", **context)


@require_safe
def rule_set(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_rule_set(request, pk)
    earlier = earlier_version(found)
    context: dict[str, Any] = {
        "lines": lines_of(found, earlier),
        "earlier": earlier,
        "editing_office": editing_office(request.user, found),
    }
    return record_page(request, found, "frames/rule_set.html", **context)


@asks
def revise(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_rule_set(request, pk)
    office = editing_office(request.user, found)
    if office is None:
        raise NotAllowed(_("Only the head of an office of this level makes its next version."))
    form = RuleSetForm(request.POST or None, rule_set=found)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        made = actions.revise_rule_set(found, office=office, values=form.values, note=note, by=request.user)
        messages.success(request, _("The new version is in force for rounds drafted from now on."))
        return redirect(made)
    title = _("New version of the rules for %(office)s") % {"office": office}
    back = found.get_absolute_url()
    return form_page(request, form, title=title, back=back, template="frames/revise.html", rule_set=found)


@require_safe
def code_list(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(CodeList.objects.visible_to(request.user), pk=pk)
    context: dict[str, Any] = {"values": found.values.all(), "keeps": keeps_code_lists(request.user)}
    return record_page(request, found, "frames/code_list.html", **context)


@asks
def add_value(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(CodeList.objects.visible_to(request.user), pk=pk)
    if not keeps_code_lists(request.user):
        raise NotAllowed(_("Only the head of the highest office here keeps the code lists."))
    form = CodeValueForm(request.POST or None, code_list=found)
    if request.method == "POST" and form.is_valid():
        actions.add_code_value(found, name=form.cleaned_data["name"], by=request.user)
        return redirect(found)
    title = _("New value of %(list)s") % {"list": found}
    return form_page(request, form, title=title, back=found.get_absolute_url())


@require_POST
def use_value(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    value = get_object_or_404(CodeValue.objects.visible_to(request.user), pk=pk)
    actions.use_code_value(value, not value.is_active, by=request.user)
    return redirect("frames:code_list", value.code_list_id)
