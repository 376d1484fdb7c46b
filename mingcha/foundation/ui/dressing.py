"""Making plain Django fields good to use: real date inputs, boxes to tick, long lists to search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

_LONG = 15
_DATES = {
    forms.DateInput: ("date", "%Y-%m-%d"),
    forms.DateTimeInput: ("datetime-local", "%Y-%m-%dT%H:%M"),
    forms.TimeInput: ("time", "%H:%M"),
}


def dress(bound: BoundField) -> BoundField:
    """Change the widget of one field of a form once, as it is drawn."""
    widget = bound.field.widget
    if type(widget) is forms.SelectMultiple:
        bound.field.widget = _ticked(bound.field)
    elif type(widget) is forms.Select and _is_long(bound):
        widget.attrs.setdefault("data-filter", "select")
    elif isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = 4 if str(widget.attrs.get("rows", 10)) == "10" else widget.attrs["rows"]
    else:
        _date(widget)
    return bound


def _ticked(field: Any) -> forms.CheckboxSelectMultiple:
    """The same choices, one box each."""
    ticked = forms.CheckboxSelectMultiple(attrs=field.widget.attrs)
    ticked.is_required = field.required
    ticked.choices = field.widget.choices
    return ticked


def _is_long(bound: BoundField) -> bool:
    widget: Any = bound.field.widget
    return len(list(widget.choices)) > _LONG


def _date(widget: Any) -> None:
    """A browser's own calendar; it wants ISO dates whatever the language."""
    for kind, (name, shape) in _DATES.items():
        if type(widget) is kind:
            widget.input_type, widget.format = name, shape
            if name == "datetime-local":
                widget.attrs.setdefault("step", 60)


def kind_of(bound: BoundField) -> str:
    """How the field is laid out: check, boxes, file, long or plain."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "boxes"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "long" if isinstance(widget, forms.Textarea) else "plain"
