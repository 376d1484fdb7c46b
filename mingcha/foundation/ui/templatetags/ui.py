"""What templates need beyond Django's own tags."""

import hashlib
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Model
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.translation import gettext as _

from mingcha.foundation import words
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ui import charts, dressing, timeline
from mingcha.foundation.ui.tones import tone_of

register = template.Library()


@register.filter
def tone(status: object) -> str:
    """The tone of a status code: neutral, info, notice, good or danger."""
    return tone_of(str(status))


@register.filter
def sentence(event: Event) -> str:
    return timeline.sentence(event)


@register.filter
def listed(items: Iterable[object]) -> str:
    return words.listed(items)


@register.filter
def told(name: object, what: object) -> str:
    return words.told(name, what)


@register.filter
def dressed(bound: BoundField) -> BoundField:
    return dressing.dress(bound)


@register.filter
def kind(bound: BoundField) -> str:
    return dressing.kind_of(bound)


@register.filter
def labelled(bound: BoundField) -> Any:
    """The input itself; a long list is told how its search box is called."""
    more: dict[str, str | bool] = {}
    if "data-filter" in bound.field.widget.attrs:
        more["data-filter-label"] = _("Type to search")
    return bound.as_widget(attrs=more)


@register.filter
def label(record: Model) -> str:
    """The record's kind, as addresses name it: `findings.finding`."""
    return record._meta.label_lower


@register.simple_tag(takes_context=True)
def linked(context: Context, record: Any, seen: Collection[Any] | None = None) -> str:
    """The record's name, a link where the reader may open it. `seen` are keys asked for together."""
    if seen is None:
        rows = type(record)._default_manager.visible_to(context["request"].user)
        seen = rows.filter(pk=record.pk).values_list("pk", flat=True)
    if record.pk not in seen:
        return conditional_escape(str(record))
    return format_html('<a href="{}">{}</a>', record.get_absolute_url(), record)


@register.filter
def chart_id(option: charts.Option) -> str:
    """A name for the chart's data that is its own on the page."""
    return f"chart-{id(option):x}"


@register.filter
def positive(number: int) -> int:
    """How many, where the sign is said in words."""
    return abs(number)


@register.simple_tag
def most_bytes() -> int:
    """The largest file that may be uploaded."""
    return int(settings.MAX_UPLOAD_BYTES)


@register.filter
def table_of(option: charts.Option) -> charts.Table:
    return charts.table_of(option)


@register.filter
def initial(name: object) -> str:
    """The last character of a Chinese name, the first of any other: enough to tell people apart."""
    text = str(name).strip()
    return (text[:1].upper() if text.isascii() else text[-1:]) or "·"


@register.filter
def groups(form: BaseForm) -> list[dict[str, Any]]:
    """The form's fields under its `groups` [(title, names)], or all of them in one."""
    wanted = getattr(form, "groups", None)
    if not wanted:
        return [{"title": "", "fields": form.visible_fields()}]
    named = [{"title": title, "fields": [form[name] for name in names]} for title, names in wanted]
    seen = {name for _title, names in wanted for name in names}
    rest = [field for field in form.visible_fields() if field.name not in seen]
    return [*named, {"title": "", "fields": rest}] if rest else named


@register.simple_tag
def asset(path: str) -> str:
    """A static file's address with its digest, so that a new release is never served from a cache."""
    return f"{static(path)}?v={_digest(path)}"


def _digest(path: str) -> str:
    return _read_digest(path) if settings.DEBUG else _kept_digest(path)


def _read_digest(path: str) -> str:
    found = finders.find(path)
    if not isinstance(found, str):
        return "0"
    with open(found, "rb") as content:
        return hashlib.sha256(content.read()).hexdigest()[:10]


_kept_digest = cache(_read_digest)
