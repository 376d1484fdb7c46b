from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.prepare.teams import views
from mingcha.prepare.teams.workflow import AUTHORISATIONS, RECUSALS

app_name = "teams"
urlpatterns = [
    path("declare/", views.declare, name="declare"),
    path("declare/tie/", views.declare_tie, name="declare_tie"),
    path("of/<uuid:pk>/new/", views.create, name="create"),
    path("of/<uuid:pk>/assign/", views.assign, name="assign"),
    path("of/<uuid:pk>/authorise/", views.authorise, name="authorise"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/members/add/", views.add_member, name="add_member"),
    path("members/<uuid:pk>/end/", views.end_member, name="end_member"),
    path("members/<uuid:pk>/appraise/", views.appraise, name="appraise"),
    path("recusals/<uuid:pk>/", views.recusal, name="recusal"),
    path("authorisations/<uuid:pk>/", views.authorisation, name="authorisation"),
    move_path(RECUSALS),
    move_path(AUTHORISATIONS),
]
