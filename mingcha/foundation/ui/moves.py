"""Making a move from a page: the buttons, the page that asks, and the address of both."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mingcha.foundation.accounts.models import User
from mingcha.foundation.refusals import Refusal
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.workflow import Move, Workflow

Forms = Mapping[str, type[forms.BaseForm]]


@dataclass(frozen=True)
class Button:
    """One move as the page shows it: open to the user, or not yet, with the reason."""

    move: Move
    url: str
    reason: str = ""

    @property
    def label(self) -> str:
        return str(self.move)

    @property
    def tone(self) -> str:
        return self.move.tone

    @property
    def asks(self) -> bool:
        return self.move.asks


class RecordForm(forms.Form):
    """A move's form that needs to know the record and who asks: `self.record`, `self.user`."""

    def __init__(self, *args: Any, record: Any, user: User, **kwargs: Any) -> None:
        self.record, self.user = record, user
        super().__init__(*args, **kwargs)


class MoveForm(forms.Form):
    """What every move may be given: the day it counts from, and a note."""

    on = forms.DateField(label=gettext_lazy("Date"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, move: Move, without: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = timezone.localdate
        self.fields["on"].help_text = _("Leave today's date unless it happened on another day.")
        self.fields["note"].required = move.note == "required"
        if move.note == "none":
            without = without | {"note"}
        if move.note == "required":
            self.fields["note"].label = _("Reason")
        for name in without:
            self.fields.pop(name, None)

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return on


def buttons_of(workflow: Workflow, record: Any, user: User) -> list[Button]:
    """The moves open to this user, primary ones first; then those still missing something."""
    able = sorted(workflow.available(record, user), key=lambda move: move.tone != "primary")
    found = [Button(move, move_url(workflow, record, move)) for move in able]
    return found + [Button(move, "", reason) for move, reason in workflow.blocked(record, user)]


def move_url(workflow: Workflow, record: Any, move: Move) -> str:
    """The address of a move, in the app's namespace if it has one."""
    name, arguments = f"{workflow.name}_move", [record.pk, move.name]
    try:
        return reverse(f"{record._meta.app_label}:{name}", args=arguments)
    except NoReverseMatch:
        return reverse(name, args=arguments)


def move_path(workflow: Workflow, forms: Forms | None = None) -> URLPattern:
    """The address where every move of this workflow is asked for and made."""

    @require_http_methods(["GET", "POST"])
    def view(request: SignedInRequest, pk: uuid.UUID, move: str) -> HttpResponse:
        record = get_object_or_404(workflow.model.objects.visible_to(request.user), pk=pk)
        chosen = workflow.moves.get(move)
        if chosen is None or chosen.quiet:
            raise Http404
        return _Making(request, workflow, record, chosen, (forms or {}).get(move)).respond()

    route = f"{workflow.name}/<uuid:pk>/do/<slug:move>/"
    return path(route, view, name=f"{workflow.name}_move")


class _Making:
    """One request to make one move."""

    def __init__(
        self,
        request: SignedInRequest,
        workflow: Workflow,
        record: Any,
        move: Move,
        form: type[forms.BaseForm] | None,
    ) -> None:
        self.request, self.workflow, self.record, self.move = request, workflow, record, move
        self.own = self._own_form(form)
        without = {"on", "note"} & set(self.own.fields if self.own else ())
        self.basic = MoveForm(self._data(), move=move, without=without)
        self.refusal: Refusal | None = None

    def _data(self) -> Any:
        return self.request.POST if self.request.method == "POST" else None

    def _own_form(self, given: type[forms.BaseForm] | None) -> Any:
        """The form the app gives for this move, or one made of the fields it needs."""
        chosen: Any = given or self._made_of_fields()
        if chosen is None:
            return None
        more: dict[str, Any] = {}
        if issubclass(chosen, forms.BaseModelForm):
            more["instance"] = self.workflow.model._base_manager.get(pk=self.record.pk)
        if issubclass(chosen, RecordForm):
            more |= {"record": self.record, "user": self.request.user}
        return chosen(self._data(), self.request.FILES if self._data() is not None else None, **more)

    def _made_of_fields(self) -> Any:
        if not self.move.fields:
            return None
        return forms.modelform_factory(self.workflow.model, fields=list(self.move.fields))

    def respond(self) -> HttpResponse:
        if self.request.method == "GET":
            if refusal := self.move.refusal(self.record, self.request.user):
                raise refusal
            return self._ask(200)
        if not self._valid():
            return self._ask(422)
        try:
            self._perform()
        except Refusal as refusal:
            self.refusal = refusal
            return self._ask(refusal.status_code)
        messages.success(self.request, _("Done: %(move)s.") % {"move": self.move})
        return redirect(self._back())

    def _valid(self) -> bool:
        # Both are asked, so that every mistake is shown at once.
        valid = [form.is_valid() for form in (self.basic, self.own) if form]
        return all(valid)

    def _perform(self) -> None:
        given = {**(self.own.cleaned_data if self.own else {})}
        for name in ("on", "note"):
            given.setdefault(name, self.basic.cleaned_data.get(name))
        note, on = given.pop("note") or "", given.pop("on")
        self.workflow.perform(self.record, self.move.name, by=self.request.user, note=note, on=on, **given)

    def _back(self) -> str:
        """Where the person came from: the `next` of the page, or the record."""
        wanted = self.request.POST.get("next") or self.request.GET.get("next") or ""
        if url_has_allowed_host_and_scheme(wanted, {self.request.get_host()}):
            return wanted
        page = getattr(self.record, "get_absolute_url", None)
        return page() if page else "/"

    def _ask(self, status: int) -> HttpResponse:
        self.record.refresh_from_db()
        context = {
            "record": self.record,
            "move": self.move,
            "target": dict(self.workflow.model.Status.choices).get(self.move.target, ""),
            "basic": self.basic,
            "own": self.own,
            "refusal": self.refusal,
            "back": self._back(),
            "title": str(self.move),
        }
        return render(self.request, "ui/move.html", context, status=status)
