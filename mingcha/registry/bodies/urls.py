from django.urls import path

from mingcha.registry.bodies import views

app_name = "bodies"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/posts/new/", views.give_post, name="give_post"),
    path("posts/<uuid:pk>/end/", views.end_post, name="end_post"),
]
