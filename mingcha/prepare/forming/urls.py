from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.prepare.forming import views
from mingcha.prepare.forming.workflow import PROPOSALS

app_name = "forming"
urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("of/<uuid:pk>/new/", views.propose, name="propose"),
    path("of/<uuid:pk>/recusal/", views.recusal, name="recusal"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/change/", views.change, name="change"),
    path("<uuid:pk>/again/", views.again, name="again"),
    path("<uuid:pk>/relax/<slug:what>/<uuid:person>/", views.relax, name="relax"),
    path("<uuid:pk>/beside/<uuid:other>/", views.compare, name="compare"),
    move_path(PROPOSALS),
]
