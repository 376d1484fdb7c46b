from django.contrib.auth.views import LogoutView
from django.urls import include, path

from mingcha.foundation.accounts import views

_own = (
    [
        path("password/", views.own_password, name="password"),
        path("new/", views.create, name="create"),
        path("<uuid:pk>/", views.account, name="account"),
        path("<uuid:pk>/password/", views.reset_password, name="reset_password"),
        path("<uuid:pk>/switch/", views.switch, name="switch"),
        path("<uuid:pk>/administration/", views.administration, name="administration"),
    ],
    "accounts",
)
urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("accounts/", include(_own)),
]
