from django.urls import path

from mingcha.oversee.levels import views

app_name = "levels"
urlpatterns = [path("<uuid:pk>/", views.paper, name="paper")]
