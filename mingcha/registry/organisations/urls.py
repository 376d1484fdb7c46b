from django.urls import path

from mingcha.registry.organisations import views

app_name = "organisations"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/people/new/", views.appoint, name="appoint"),
    path("people/<uuid:pk>/end/", views.end_person, name="end_person"),
    path("<uuid:pk>/representatives/new/", views.add_representative, name="add_representative"),
    path("representatives/<uuid:pk>/end/", views.end_representative, name="end_representative"),
    path("divisions/<uuid:pk>/", views.division, name="division"),
]
