"""Addresses of guidance."""

from django.urls import path

from mingcha.oversee.guidance import views

app_name = "guidance"
urlpatterns = [
    path("new/", views.enter, name="enter"),
    path("<uuid:pk>/", views.visit, name="visit"),
    path("<uuid:pk>/note/", views.add_note, name="add_note"),
    path("notes/<uuid:pk>/answer/", views.answer, name="answer"),
]
