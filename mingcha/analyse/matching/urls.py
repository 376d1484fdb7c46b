from django.urls import path

from mingcha.analyse.matching import views
from mingcha.analyse.matching.workflow import WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "matching"
urlpatterns = [
    path("new/", views.match_create, name="create"),
    path("new/columns/", views.match_columns, name="columns"),
    path("<uuid:pk>/", views.match_detail, name="detail"),
    path("pairs/<uuid:pk>/", views.pair_detail, name="pair"),
    move_path(WORKFLOW),
]
