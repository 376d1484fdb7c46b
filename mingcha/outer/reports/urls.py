from django.urls import path

from mingcha.outer.reports import views

app_name = "reports"
urlpatterns = [
    path("c/<slug:code>/", views.report, name="report"),
    path("c/<slug:code>/begin/", views.begin, name="begin"),
    path("send/<uuid:pk>/finish/", views.finish, name="finish"),
    path("send/<uuid:pk>/<slug:name>/", views.put, name="put"),
    path("keep/", views.keep, name="keep"),
    path("confirm/", views.confirm, name="confirm"),
    path("return/", views.returning, name="return"),
    path("return/open/", views.opened, name="opened"),
    path("return/add/", views.add, name="add"),
    path("return/satisfaction/", views.satisfaction, name="satisfaction"),
    path("verify/", views.verify, name="verify"),
]
