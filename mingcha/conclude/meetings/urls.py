"""Addresses of meetings."""

from django.urls import path

from mingcha.conclude.meetings import views
from mingcha.conclude.meetings.workflow import WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "meetings"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/decide/", views.decide, name="decide"),
    path("<uuid:pk>/name/", views.name, name="name"),
    path("decisions/<uuid:pk>/", views.decision, name="decision"),
    path("decisions/<uuid:pk>/finish/", views.finish, name="finish"),
    move_path(WORKFLOW),
]
