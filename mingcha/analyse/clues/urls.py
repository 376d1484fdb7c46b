from django.urls import path

from mingcha.analyse.clues import views
from mingcha.analyse.clues.forms import MOVE_FORMS
from mingcha.analyse.clues.workflow import WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "clues"
urlpatterns = [
    path("areas/", views.areas, name="areas"),
    path("areas/<uuid:pk>/end/", views.end_charge, name="end_charge"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/rows/", views.rows, name="rows"),
    path("<uuid:pk>/relations/", views.relations, name="relations"),
    move_path(WORKFLOW, MOVE_FORMS),
]
