"""Addresses of the statistics."""

from django.urls import path

from mingcha.oversee.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.figures_page, name="figures"),
    path("charts/", views.charts_page, name="charts"),
]
