"""The first page."""

from django.urls import path

from mingcha.oversee.workbench import views

app_name = "workbench"
urlpatterns = [path("", views.home, name="home")]
