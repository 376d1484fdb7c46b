"""Every app with a `urls.py` answers below its own label; the first page is the workbench."""

from importlib.util import find_spec

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("language/", set_language, name="set_language"),
]
for _app in apps.get_app_configs():
    if _app.name.startswith("mingcha.") and find_spec(f"{_app.name}.urls"):
        _prefix = getattr(_app, "url_prefix", f"{_app.label}/")
        urlpatterns.append(path(_prefix, include(f"{_app.name}.urls")))

handler403 = "mingcha.foundation.refusals.forbidden"
