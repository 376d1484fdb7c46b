"""Pages of rectification: the plan and its table, and each item with its progress."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.foundation.refusals import NotAllowed
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.pages import form_page, record_page
from mingcha.resolve.rectification import actions
from mingcha.resolve.rectification.forms import (
    FalseForm,
    ItemForm,
    OpenForm,
    OpinionForm,
    OwnerForm,
    PlanForm,
    ProgressForm,
    ReportForm,
)
from mingcha.resolve.rectification.models import Item, Plan
from mingcha.resolve.rectification.permissions import (
    in_the_office,
    may_note_false,
    may_plan,
    opens_somewhere,
    represents,
    sides_of,
)
from mingcha.resolve.rectification.workflow import ITEMS, PLANS


def _get_plan(request: SignedInRequest, pk: uuid.UUID) -> Plan:
    visible = Plan.objects.visible_to(request.user).select_related(
        "inspection__round", "organisation", "office", "opinion"
    )
    return get_object_or_404(visible, pk=pk)


@require_safe
def plan(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_plan(request, pk)
    own = represents(request.user, found)
    submitted = found.status == Plan.Status.SUBMITTED
    return record_page(
        request,
        found,
        "rectification/plan.html",
        workflow=PLANS,
        items=found.items.order_by("order"),
        # Below it lies the ledger of the same items; the plan itself is read while it is written and judged.
        reads_plan=found.status in (Plan.Status.DRAFT, Plan.Status.ADOPTED, Plan.Status.SUBMITTED),
        opinions=found.opinions.select_related("by"),
        may_write=own and found.status == Plan.Status.DRAFT,
        may_report=own and found.status == Plan.Status.ACCEPTED,
        may_give_opinion=submitted and bool(sides_of(request.user, found)),
    )


@require_http_methods(["GET", "POST"])
def open_plan(request: SignedInRequest) -> HttpResponse:
    if not opens_somewhere(request.user):
        raise NotAllowed(_("Only the organisation itself writes its rectification plan."))
    kind, _sep, pk = request.GET.get("within", "").partition(":")
    initial = {"opinion": pk} if kind == FeedbackOpinion._meta.label_lower else {}
    form = OpenForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        return redirect(actions.open_plan(form.cleaned_data["opinion"], by=request.user))
    return form_page(request, form, title=_("Open a rectification plan"), back="/ledgers/plans/")


@require_http_methods(["GET", "POST"])
def write_plan(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    return _write(request, pk, PlanForm, _("Write the plan"))


@require_http_methods(["GET", "POST"])
def write_report(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    return _write(request, pk, ReportForm, _("Write the progress report"))


def _write(
    request: SignedInRequest, pk: uuid.UUID, kind: type[PlanForm] | type[ReportForm], title: str
) -> HttpResponse:
    found = _get_plan(request, pk)
    if not represents(request.user, found):
        raise NotAllowed(_("Only the organisation itself writes its rectification plan."))
    form = kind(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.write_plan(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=title, back=found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def give_opinion(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_plan(request, pk)
    sides = sides_of(request.user, found)
    if not sides:
        raise NotAllowed(_("You do not speak for this reviewer."))
    form = OpinionForm(request.POST or None, sides=sides)
    if request.method == "POST" and form.is_valid():
        actions.give_opinion(found, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your opinion is recorded."))
        return redirect(found)
    return form_page(request, form, title=_("Give an opinion on the plan"), back=found.get_absolute_url())


def _get_item(request: SignedInRequest, pk: uuid.UUID) -> Item:
    visible = Item.objects.visible_to(request.user).select_related(
        "plan",
        "organisation",
        "reopened_from",
        "inspection__round",
        "done_by",
        "confirmed_by",
        "written_off_by",
    )
    return get_object_or_404(visible.prefetch_related("progress__by", "progress__evidence__file"), pk=pk)


@require_safe
def item(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_item(request, pk)
    own = represents(request.user, found)
    return record_page(
        request,
        found,
        "rectification/item.html",
        workflow=ITEMS,
        progress=found.progress.all(),
        reopened_as=Item.objects.filter(reopened_from=found).first(),
        may_plan=may_plan(request.user, found),
        may_enter=own and found.status == Item.Status.IN_PROGRESS,
        may_assign=in_the_office(request.user, found) and found.status not in Item.SETTLED,
        may_note_false=may_note_false(request.user, found),
    )


@require_http_methods(["GET", "POST"])
def plan_item(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_item(request, pk)
    if not represents(request.user, found):
        raise NotAllowed(_("Only the organisation itself writes its rectification plan."))
    form = ItemForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.plan_item(found, by=request.user, **form.cleaned_data)
        return redirect(found.plan)
    return form_page(
        request, form, title=_("Plan the item"), back=found.plan.get_absolute_url(), intro=found.text
    )


@require_http_methods(["GET", "POST"])
def add_progress(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_item(request, pk)
    if not represents(request.user, found):
        raise NotAllowed(_("Only the organisation itself enters its progress."))
    form = ProgressForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        actions.add_progress(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    back = found.get_absolute_url()
    return form_page(request, form, title=_("Enter progress"), back=back, intro=found.text)


@require_http_methods(["GET", "POST"])
def assign(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_item(request, pk)
    if not in_the_office(request.user, found):
        raise NotAllowed(_("The office decides who keeps the item's ledger."))
    form = OwnerForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.assign_owner(found, owner=form.cleaned_data["owner"], by=request.user)
        return redirect(found)
    return form_page(request, form, title=_("Who keeps this item's ledger"), back=found.get_absolute_url())


@require_http_methods(["GET", "POST"])
def note_false(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    found = _get_item(request, pk)
    if not may_note_false(request.user, found):
        raise NotAllowed(_("False rectification is recorded by those who check."))
    form = FalseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.note_false(found, by=request.user, **form.cleaned_data)
        return redirect(found)
    return form_page(request, form, title=_("Record false rectification"), back=found.get_absolute_url())
