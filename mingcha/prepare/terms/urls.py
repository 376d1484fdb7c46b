from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.prepare.terms import views
from mingcha.prepare.terms.workflow import WORKFLOW

app_name = "terms"
urlpatterns = [
    path("coverage/", views.coverage_page, name="coverage"),
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/scope/", views.take_snapshot, name="take_snapshot"),
    move_path(WORKFLOW),
]
