"""What the gallery shows: one invented example of every component, saved nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.calendar.models import Deadline
from mingcha.foundation.files.models import Marking
from mingcha.foundation.ui import charts
from mingcha.foundation.ui.moves import Button
from mingcha.foundation.ui.steps import Step
from mingcha.foundation.workflow import Move

_UNITS = [(str(number), f"测试单位{number:02d}") for number in range(1, 25)]


class SampleForm(forms.Form):
    """Every kind of field there is."""

    title = forms.CharField(label=_l("Title"), help_text=_l("One sentence that names the problem."))
    found_on = forms.DateField(label=_l("Date"))
    organisation = forms.ChoiceField(label=_l("Organisation"), choices=[("", "—"), *_UNITS])
    members = forms.MultipleChoiceField(label=_l("Members"), choices=_UNITS, widget=forms.SelectMultiple)
    marking = forms.ChoiceField(label=_l("Marking"), choices=Marking.choices, widget=forms.RadioSelect)
    amount = forms.DecimalField(label=_l("Amount"), required=False)
    core = forms.BooleanField(label=_l("Core problem"), required=False)
    text = forms.CharField(label=_l("Text"), widget=forms.Textarea)
    file = forms.FileField(label=_l("File"), required=False)

    groups = [
        (_l("What was found"), ["title", "found_on", "organisation", "members"]),
        (_l("How much it weighs"), ["marking", "amount", "core", "text", "file"]),
    ]


def samples(user: User) -> dict[str, Any]:
    """The context of the gallery page."""
    return {
        "title": _("Components"),
        "statuses": _statuses(),
        "steps": _steps(),
        "moves": [
            Button(_move("confirm", _("Confirm"), "primary"), "#"),
            Button(_move("end", _("Close")), "#"),
        ],
        "blocked": [Button(_move("report", _("Report")), "", _("No activity has been confirmed yet."))],
        "events": _events(user),
        "deadlines": deadlines(),
        "form": SampleForm(initial={"found_on": timezone.localdate(), "marking": Marking.INTERNAL}),
        "wrong": SampleForm({"title": "", "amount": "—"}, auto_id="wrong_%s"),
        "charts": _charts(),
        "rows": [
            (f"测字〔2026〕{number}号", f"测试单位{number:02d}", *status)
            for number, status in enumerate(_statuses(), 1)
        ],
    }


def _statuses() -> list[tuple[str, str]]:
    return [
        ("draft", _("Draft")),
        ("under_review", _("Under review")),
        ("returned", _("Returned")),
        ("approved", _("Approved")),
        ("on_site", _("On site")),
    ]


def _move(name: str, label: str, tone: str = "normal") -> Move:
    return Move(
        name, frozenset(), "done", lambda _user, _record: True, label=label, tone=tone, note="required"
    )


def _steps() -> list[Step]:
    start = date(2026, 3, 2)
    labels = [_("Preparing"), _("Notified"), _("On site"), _("Reporting"), _("Fed back"), _("Archived")]
    states = ["done", "done", "current", "todo", "todo", "todo"]
    days = [start, start + timedelta(12), start + timedelta(15), None, None, None]
    return [Step(*step) for step in zip(labels, states, days, strict=True)]


def _events(user: User) -> list[Event]:
    now = timezone.now()
    return [
        Event(at=now, by=user, action="gallery.attach", facts={"file": "附件一.pdf"}),
        Event(
            at=now - timedelta(hours=3), by=user, action="gallery.update", facts={"note": "补充两处依据。"}
        ),
        Event(at=now - timedelta(days=2), by=user, action="gallery.create", facts={"on": "2026-03-02"}),
    ]


def deadlines() -> list[Deadline]:
    today = timezone.localdate()
    names = [(_("Report"), -3), (_("Feedback"), 5), (_("Rectification plan"), 40)]
    return [
        Deadline(
            title=name, starts_on=today, due_on=today + timedelta(days), basis=_("Rule set of the round")
        )
        for name, days in names
    ]


def _charts() -> list[dict[str, Any]]:
    points = [(f"测试单位{number:02d}", number * 7 % 11 + 2, "#") for number in range(1, 8)]
    months = [f"{number}月" for number in range(1, 7)]
    series = [
        (_("Found"), [(month, 4 + place * 3, "#") for place, month in enumerate(months)]),
        (_("Rectified"), [(month, 1 + place * 3, "#") for place, month in enumerate(months)]),
    ]
    return [
        {"title": _("Problems by organisation"), "unit": "个", "option": charts.bars(points, across=True)},
        {"title": _("Found and rectified"), "unit": "个", "option": charts.many(months, series, kind="line")},
        {"title": _("Parts of the whole"), "unit": "件", "option": charts.shares(points[:5])},
        {"title": _("Found and rectified"), "unit": "个", "option": charts.many(months, series, stack=True)},
    ]
