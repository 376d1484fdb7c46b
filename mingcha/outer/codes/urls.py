from django.urls import path

from mingcha.outer.codes import views

app_name = "codes"
urlpatterns = [
    path("", views.home, name="home"),
    path("codes/", views.listing, name="list"),
]
