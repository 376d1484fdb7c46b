from django.urls import path

from mingcha.conduct.field import views

app_name = "field"
urlpatterns = [path("<uuid:pk>/", views.edition_detail, name="edition")]
