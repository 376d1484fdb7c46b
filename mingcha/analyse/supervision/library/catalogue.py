"""Every model, by code. A new file joins the list of its folder, `library/<folder>/__init__.py`."""

from django.core.exceptions import ImproperlyConfigured

from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.supervision.library import (
    allowance,
    appointments,
    business,
    city,
    elderly,
    farmland,
    fields,
    finance,
    grain,
    housing,
    investment,
    machinery,
    medical,
    payroll,
    purchasing,
    relations,
    research,
    screens,
    spending,
    subsidies,
    tenders,
    village,
    works,
)

FOLDERS = (
    subsidies,
    allowance,
    housing,
    elderly,
    machinery,
    farmland,
    fields,
    village,
    grain,
    medical,
    research,
    investment,
    city,
    tenders,
    works,
    purchasing,
    relations,
    spending,
    finance,
    payroll,
    business,
    appointments,
    screens,
)


def _by_code() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for file in (file for folder in FOLDERS for file in folder.FILES):
        model: Model = file.MODEL
        if model.code in found:
            raise ImproperlyConfigured(f"Two models are called {model.code}")
        if len({bool(case.hits) for case in model.cases}) != 2:
            raise ImproperlyConfigured(f"{model.code}: needs cases that hit and cases that do not")
        found[model.code] = model
    return dict(sorted(found.items()))


MODELS = _by_code()
