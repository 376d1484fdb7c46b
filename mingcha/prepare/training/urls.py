from django.urls import path

from mingcha.prepare.training import views

app_name = "training"
urlpatterns = [
    path("mine/", views.mine, name="mine"),
    path("of/<uuid:pk>/new/", views.hold, name="hold"),
    path("of/<uuid:pk>/pledge/", views.sign, name="sign"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/attendance/", views.attend, name="attend"),
    path("<uuid:pk>/test/", views.test, name="test"),
    path("pledges/<uuid:pk>/", views.pledge, name="pledge"),
]
