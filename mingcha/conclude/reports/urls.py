"""Addresses of reports."""

from django.urls import path

from mingcha.conclude.reports import views
from mingcha.conclude.reports.workflow import WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "reports"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/write/", views.write, name="write"),
    path("<uuid:pk>/compare/<int:old>/<int:new>/", views.compare, name="compare"),
    path("<uuid:pk>/remark/", views.remark, name="remark"),
    path("remarks/<uuid:pk>/answer/", views.answer, name="answer"),
    path("remarks/<uuid:pk>/settle/", views.settle, name="settle"),
    move_path(WORKFLOW),
]
