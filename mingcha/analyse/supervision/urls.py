from django.urls import path

from mingcha.analyse.supervision import views
from mingcha.analyse.supervision.workflow import OWN
from mingcha.foundation.ui.moves import move_path

app_name = "supervision"
urlpatterns = [
    path("", views.library, name="library"),
    path("runs/<uuid:pk>/", views.run_page, name="run"),
    path("own/new/", views.own_write, name="own_create"),
    path("own/<uuid:pk>/", views.own_page, name="own"),
    path("own/<uuid:pk>/edit/", views.own_write, name="own_edit"),
    path("own/<uuid:pk>/preview/", views.own_preview, name="own_preview"),
    move_path(OWN),
    path("<slug:code>/", views.model_page, name="model"),
    path("<slug:code>/run/", views.run_model, name="run_model"),
]
