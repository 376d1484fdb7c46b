"""Reading a template, and publishing an office's next version of it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.foundation.refusals import NotAllowed, NotNow, Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import record_page
from mingcha.prepare.papers import actions
from mingcha.prepare.papers.forms import Parts, TemplateForm, TemplatePartFormSet
from mingcha.prepare.papers.models import PaperTemplate
from mingcha.prepare.papers.queries import publishing_office
from mingcha.prepare.teams.queries import rights_of
from mingcha.registry.bodies.models import Body


def _get(request: SignedInRequest, pk: uuid.UUID) -> PaperTemplate:
    seen = PaperTemplate.objects.visible_to(request.user).select_related("office", "made_by")
    return get_object_or_404(seen.prefetch_related("parts"), pk=pk)


@require_safe
def template(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    versions = PaperTemplate.objects.visible_to(request.user).filter(kind=found.kind).exclude(pk=found.pk)
    return record_page(
        request,
        found,
        "papers/template.html",
        parts=found.parts.all(),
        versions=versions.select_related("office"),
        publishing_office=publishing_office(found, request.user),
    )


@require_http_methods(["GET", "POST"])
def publish(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get(request, pk)
    headed = Body.objects.filter(pk__in=rights_of(request.user).headed_offices)
    next_of = publishing_office(found, request.user)
    office = next_of or (headed.filter(pk=found.office_id) if found.office_id else headed).first()
    if office is None:
        raise NotAllowed(_("Only the head of the office decides on its templates."))
    if next_of is None and request.method == "GET":
        raise NotNow(_("There is a newer version already. Edit that one."))
    form = TemplateForm(request.POST or None, of=found, initial={"title": found.title})
    if request.method == "POST":
        return _save(request, found, office, form)
    rows = [{"heading": one.heading, "text": one.text} for one in found.parts.all()]
    return _editor(request, found, office, form, Parts(initial=rows, form_kwargs={"of": found}))


def _editor(
    request: SignedInRequest,
    found: PaperTemplate,
    office: Body,
    form: TemplateForm,
    parts: TemplatePartFormSet,
    *,
    problem: str = "",
) -> HttpResponse:
    context = {
        "title": _("New version of the template for %(office)s") % {"office": office},
        "crumbs": [(found, found.get_absolute_url())],
        "template": found,
        "form": form,
        "parts": parts,
        "problem": problem,
    }
    return render(request, "papers/publish.html", context, status=422 if parts.is_bound else 200)


def _save(request: SignedInRequest, found: PaperTemplate, office: Body, form: TemplateForm) -> HttpResponse:
    """Publish what was written; whatever goes wrong, it is shown again."""
    parts = Parts(request.POST, form_kwargs={"of": found})
    if not (form.is_valid() & parts.is_valid()):
        return _editor(request, found, office, form, parts, problem=_("Some paragraphs need mending."))
    try:
        given = {**form.cleaned_data, "parts": parts.parts()}
        made = actions.publish_template(found, office=office, by=request.user, **given)
    except Refusal as refusal:
        return _editor(request, found, office, form, parts, problem=str(refusal))
    messages.success(request, _("Papers begun from now on use this version."))
    return redirect(made)
