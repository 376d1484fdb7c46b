from django.urls import path

from mingcha.outer.pages import views

app_name = "pages"
urlpatterns = [
    path("protection/", views.protection, name="protection"),
    path("leave/", views.leave, name="leave"),
]
