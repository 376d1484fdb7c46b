from django.urls import path

from mingcha.conduct.field import views

app_name = "field"
urlpatterns = [
    path("new/<uuid:inspection>/", views.edition_create, name="create"),
    path("<uuid:pk>/", views.edition_detail, name="edition"),
    path("<uuid:pk>/pack/", views.edition_pack, name="pack"),
    path("<uuid:pk>/fetch/", views.edition_fetch, name="fetch"),
]
