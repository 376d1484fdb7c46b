"""Records of what the team did: choosing where and what, writing, reading."""

from uuid import UUID

from django.contrib import messages
from django.db.models import TextField
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conduct.inspections import actions
from mingcha.conduct.inspections.forms import GROUPS, ActivityForm
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.inspections.permissions import may_keep_activity
from mingcha.conduct.inspections.queries import asked_within, recordable
from mingcha.conduct.inspections.views.inspections import inspection_of
from mingcha.conduct.inspections.workflow import ACTIVITIES
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page


def _activity(request: SignedInRequest, pk: UUID) -> Activity:
    seen = Activity.objects.visible_to(request.user)
    known = seen.select_related("inspection__organisation", "inspection__round", "recorder", "made_by")
    return get_object_or_404(known.prefetch_related("taking_part__user"), pk=pk)


def _texts(activity: Activity, shown: set[str]) -> list[tuple[str, str]]:
    """The long fields that are filled in, with their names."""
    fields = [field for field in Activity._meta.get_fields() if isinstance(field, TextField)]
    named = [
        (str(field.verbose_name), getattr(activity, field.name)) for field in fields if field.name in shown
    ]
    return [(name, text) for name, text in named if text]


@require_safe
def activity_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    activity = _activity(request, pk)
    audit.read(activity, by=request.user)
    may_edit = activity.status == Activity.Status.DRAFT and may_keep_activity(request.user, activity)
    shown = {name for _title, names in GROUPS[activity.kind] for name in names}
    return record_page(
        request,
        activity,
        "inspections/activity.html",
        workflow=ACTIVITIES,
        inspectors=[one.user for one in activity.taking_part.all()],
        shown=shown,
        texts=_texts(activity, shown),
        may_edit=may_edit,
    )


@require_safe
def choose(request: SignedInRequest) -> HttpResponse:
    """Which inspection and which kind, for those who come from the list of all."""
    within = asked_within(request.GET.get("within", ""), Inspection)
    context = {
        "title": _("New activity"),
        "inspections": [found for found in recordable(request.user) if within in (None, found.pk)],
        "kinds": Activity.Kind.choices,
    }
    return render(request, "inspections/choose_activity.html", context)


@require_http_methods(["GET", "POST"])
def activity_create(request: SignedInRequest, pk: UUID, kind: str) -> HttpResponse:
    inspection = inspection_of(request, pk)
    if kind not in GROUPS:
        raise Http404
    form = ActivityForm(request.POST or None, kind=kind, inspection=inspection)
    if form.is_bound and form.is_valid():
        made = actions.create_activity(inspection, by=request.user, kind=kind, **form.values())
        messages.success(request, _("Saved as a draft. Confirm it once it is complete."))
        return redirect(made)
    title = _("New record: %(kind)s") % {"kind": Activity.Kind(kind).label}
    return form_page(request, form, title=title, back=inspection.get_absolute_url())


@require_http_methods(["GET", "POST"])
def activity_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    activity = _activity(request, pk)
    form = ActivityForm(
        request.POST or None, instance=activity, kind=activity.kind, inspection=activity.inspection
    )
    if form.is_bound and form.is_valid():
        actions.edit_activity(activity, by=request.user, **form.values())
        return redirect(activity)
    return form_page(request, form, title=str(activity), back=activity.get_absolute_url())
