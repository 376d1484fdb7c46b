"""The two pages most views need: one record, and one form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from mingcha.foundation.audit.queries import timeline
from mingcha.foundation.calendar.queries import deadlines_of
from mingcha.foundation.files.queries import attachments_of, reads_files
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui.attaching import upload_form
from mingcha.foundation.ui.moves import Button, buttons_of
from mingcha.foundation.workflow import Workflow


@dataclass(frozen=True)
class Panel:
    """A part of a record's page that another package draws.

    In the `side` column it is always drawn; as a `tab` only when chosen, so give `context` as a
    callable where it costs queries. `name` is the tab's name in the address.
    """

    name: str
    title: Any
    template: str
    context: dict[str, Any] | Callable[[], dict[str, Any]] = field(default_factory=dict)
    place: str = "side"
    count: int | None = None

    @property
    def given(self) -> dict[str, Any]:
        return self.context() if callable(self.context) else self.context


MANY = 9  # tabs; from more than these, those with nothing in them stand folded away

# Other packages append a callable that gives the panels for one record.
panels: list[Callable[[SignedInRequest, Any], Iterable[Panel]]] = []


def record_page(
    request: SignedInRequest,
    record: Model,
    template: str,
    *,
    workflow: Workflow | None = None,
    **context: Any,
) -> HttpResponse:
    """The page of one record: its facts, the moves open to this user, and all that hangs on it."""
    given = [panel for source in panels for panel in source(request, record)]
    tabs = [panel for panel in given if panel.place == "tab"]
    tab = next((tab for tab in tabs if tab.name == request.GET.get("tab")), tabs[0] if tabs else None)
    moves: list[Button] = buttons_of(workflow, record, request.user) if workflow else []
    ahead = workflow.ahead(record, request.user) if workflow and not moves else []
    files_open = reads_files(record, request.user)
    filled = {
        "record": record,
        "title": str(record),
        "workflow": workflow,
        "moves": [button for button in moves if not button.reason],
        "blocked": [button for button in moves if button.reason],
        "ahead": ahead,
        "timeline": timeline(record, most=60, files=files_open),
        "deadlines": deadlines_of(record),
        "attachments": attachments_of(record) if files_open else [],
        "files_closed": not files_open,
        "upload_form": upload_form(record, request.user),
        "side_panels": [panel for panel in given if panel.place == "side"],
        "tabs": tabs,
        "tab": tab,
        "empty_tabs": [one for one in tabs if one.count == 0 and one is not tab] if len(tabs) > MANY else [],
    }
    return render(request, template, filled | context)


def form_page(
    request: SignedInRequest,
    form: BaseForm,
    *,
    title: Any,
    submit: Any = None,
    back: str,
    template: str = "ui/form.html",
    **context: Any,
) -> HttpResponse:
    """A page that asks with one form; 422 when what was sent did not pass."""
    filled = {"form": form, "title": title, "submit": submit, "back": back}
    return render(request, template, filled | context, status=422 if form.is_bound else 200)
