"""Addresses of rectification."""

from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.resolve.rectification import views
from mingcha.resolve.rectification.workflow import ITEMS, PLANS

app_name = "rectification"
urlpatterns = [
    path("plans/new/", views.open_plan, name="open"),
    path("plans/<uuid:pk>/", views.plan, name="plan"),
    path("plans/<uuid:pk>/write/", views.write_plan, name="write"),
    path("plans/<uuid:pk>/report/", views.write_report, name="report"),
    path("plans/<uuid:pk>/opinion/", views.give_opinion, name="opinion"),
    path("items/<uuid:pk>/", views.item, name="item"),
    path("items/<uuid:pk>/plan/", views.plan_item, name="plan_item"),
    path("items/<uuid:pk>/progress/", views.add_progress, name="progress"),
    path("items/<uuid:pk>/assign/", views.assign, name="assign"),
    path("items/<uuid:pk>/false/", views.note_false, name="note_false"),
    move_path(PLANS),
    move_path(ITEMS),
]
