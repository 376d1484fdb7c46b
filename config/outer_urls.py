"""The outer site: pages in Chinese at the root, in English below `/en/`; the address keeps the language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mingcha.foundation.urls")),
    *i18n_patterns(
        path("", include("mingcha.outer.pages.urls")),
        path("", include("mingcha.outer.surveys.urls")),
        path("", include("mingcha.outer.reports.urls")),
        path("", include("mingcha.outer.codes.urls")),
        prefix_default_language=False,
    ),
]

handler404 = "mingcha.outer.pages.views.not_found"
