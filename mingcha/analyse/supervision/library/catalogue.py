"""Every model, by code. A new model's file is added to its area's list in `library/<area>/__init__.py`."""

from django.core.exceptions import ImproperlyConfigured

from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.library.subsidies import m01_paid_after_death

FILES = (m01_paid_after_death,)


def _by_code() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for file in FILES:
        model: Model = file.MODEL
        if model.code in found:
            raise ImproperlyConfigured(f"Two models are called {model.code}")
        found[model.code] = model
    return dict(sorted(found.items()))


MODELS = _by_code()
