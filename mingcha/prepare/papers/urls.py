"""Addresses of templates."""

from django.urls import path

from mingcha.prepare.papers import views

app_name = "papers"
urlpatterns = [
    path("<uuid:pk>/", views.template, name="template"),
    path("<uuid:pk>/publish/", views.publish, name="publish"),
]
