"""Addresses of feedback."""

from django.urls import path

from mingcha.conclude.feedback import views
from mingcha.conclude.feedback.workflow import WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "feedback"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("issues/<uuid:pk>/reword/", views.reword, name="reword"),
    move_path(WORKFLOW),
]
