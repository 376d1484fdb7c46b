"""Addresses of work plans."""

from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.prepare.plans.forms import OpinionForm
from mingcha.prepare.plans.views import plans
from mingcha.prepare.plans.workflow import WORKFLOW

app_name = "plans"
urlpatterns = [
    path("rounds/<uuid:pk>/draft/", plans.draft, name="draft"),
    path("<uuid:pk>/", plans.detail, name="detail"),
    path("<uuid:pk>/write/", plans.write, name="write"),
    path("<uuid:pk>/compare/<int:old>/<int:new>/", plans.compare, name="compare"),
    path("<uuid:pk>/comment/", plans.comment, name="comment"),
    path("comments/<uuid:pk>/answer/", plans.answer, name="answer"),
    path("comments/<uuid:pk>/settle/", plans.settle, name="settle"),
    move_path(WORKFLOW, {"approve_with": OpinionForm}),
]
