"""Addresses of the use made of results."""

from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.resolve.results import views
from mingcha.resolve.results.forms import ENTRIES
from mingcha.resolve.results.workflow import WORKFLOW

app_name = "results"
urlpatterns = [
    path("suggestions/new/", views.draft, name="draft"),
    path("suggestions/<uuid:pk>/", views.suggestion, name="suggestion"),
    path("suggestions/<uuid:pk>/edit/", views.edit, name="edit"),
    path("commonproblem/<uuid:pk>/findings/", views.gather, name="gather"),
    *(path(f"{kind}/new/", views.create, {"kind": kind}, name=f"create_{kind}") for kind in ENTRIES),
    path("<slug:kind>/<uuid:pk>/", views.entry, name="entry"),
    path("<slug:kind>/<uuid:pk>/edit/", views.change, name="change"),
    move_path(WORKFLOW),
]
