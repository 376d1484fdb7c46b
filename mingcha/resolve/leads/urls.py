"""Addresses of leads."""

from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.resolve.leads import views
from mingcha.resolve.leads.workflow import TRANSFERS, WORKFLOW

app_name = "leads"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/supervise/", views.supervise, name="supervise"),
    path("<uuid:pk>/result/", views.report, name="report"),
    path("<uuid:pk>/take-off/", views.take_off, name="take_off"),
    path("transfers/new/", views.make_transfer, name="make_transfer"),
    path("transfers/<uuid:pk>/", views.transfer, name="transfer"),
    move_path(WORKFLOW),
    move_path(TRANSFERS),
]
