"""The templates the apps declare in `documents.py`, found when the site starts."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model

from mingcha.foundation.documents.declarations import DocumentTemplate

_templates: dict[tuple[str, str], DocumentTemplate] = {}


def discover() -> None:
    """Read `TEMPLATES` of every app's `documents.py`."""
    for app in apps.get_app_configs():
        if app.name.startswith("mingcha.") and find_spec(f"{app.name}.documents"):
            for template in getattr(import_module(f"{app.name}.documents"), "TEMPLATES", []):
                register(template)


def register(template: DocumentTemplate) -> None:
    """Names are unique for one kind of record."""
    key = (label_of(template), template.name)
    if _templates.get(key, template) is not template:
        raise ImproperlyConfigured(f"Two document templates of {key[0]} are called {key[1]}.")
    _templates[key] = template


def unregister(template: DocumentTemplate) -> None:
    _templates.pop((label_of(template), template.name), None)


def label_of(template: DocumentTemplate) -> str:
    """The kind of record it is drawn from; the model may be given by its name."""
    model = template.model
    return model.lower() if isinstance(model, str) else str(model._meta.label_lower)


def find(label: str, name: str) -> DocumentTemplate | None:
    return _templates.get((label, name))


def templates_of(record: Model) -> list[DocumentTemplate]:
    """What can be drawn up from this kind of record, as declared."""
    label = record._meta.label_lower
    return [template for (kind, _name), template in _templates.items() if kind == label]


def labels() -> set[str]:
    """Every kind of record that has papers."""
    return {label for label, _name in _templates}
