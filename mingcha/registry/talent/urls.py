from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.registry.talent import views
from mingcha.registry.talent.workflow import TALENTS

app_name = "talent"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("twins/", views.twins, name="twins"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/posts/new/", views.add_post, name="add_post"),
    path("<uuid:pk>/ties/new/", views.add_tie, name="add_tie"),
    path("<uuid:pk>/interests/", views.interests, name="interests"),
    path("<uuid:pk>/merge/<uuid:other>/", views.merge, name="merge"),
    path("posts/<uuid:pk>/drop/", views.drop_post, name="drop_post"),
    path("ties/<uuid:pk>/drop/", views.drop_tie, name="drop_tie"),
    move_path(TALENTS),
]
