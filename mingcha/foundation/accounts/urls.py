from django.contrib.auth.views import LogoutView
from django.urls import include, path

from mingcha.foundation.accounts import views

_own = (
    [
        path("password/", views.own_password, name="password"),
        path("second-factor/", views.own_second_factor, name="second_factor"),
        path("second-factor/remove/", views.remove_own_second_factor, name="remove_own_second_factor"),
        path("<uuid:pk>/second-factor/remove/", views.remove_second_factor, name="remove_second_factor"),
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
    path("login/code/", views.sign_in_code, name="sign_in_code"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("accounts/", include(_own)),
]
