from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.prepare.schedule.views import boards, moving, priorities, proposals
from mingcha.prepare.schedule.workflow import WORKFLOW

app_name = "schedule"
urlpatterns = [
    path("board/", boards.boards, name="boards"),
    path("board/<uuid:pk>/", boards.board, name="board"),
    path("priorities/<uuid:pk>/", priorities.priorities, name="priorities"),
    path("priorities/<uuid:pk>/weights/", priorities.set_weights, name="set_weights"),
    path("priorities/<uuid:pk>/emphasis/", priorities.emphasise, name="emphasise"),
    path("new/", proposals.create, name="create"),
    path("<uuid:pk>/", proposals.detail, name="detail"),
    path("<uuid:pk>/edit/", proposals.edit, name="edit"),
    path("<uuid:pk>/compare/", proposals.compared, name="compare"),
    path("<uuid:pk>/solve/", proposals.solve, name="solve"),
    path("<uuid:pk>/rounds/new/", proposals.add_round, name="add_round"),
    path("<uuid:pk>/rounds/lay-out/", proposals.lay_out, name="lay_out"),
    path("<uuid:pk>/look-backs/", proposals.add_look_backs, name="add_look_backs"),
    path("<uuid:pk>/conditions/new/", moving.add_condition, name="add_condition"),
    path("rounds/<uuid:pk>/edit/", proposals.edit_round, name="edit_round"),
    path("rounds/<uuid:pk>/remove/", proposals.remove_round, name="remove_round"),
    path("rounds/<uuid:pk>/carry-out/", proposals.carry_out, name="carry_out"),
    path("visits/<uuid:pk>/", moving.visit, name="visit"),
    path("visits/<uuid:pk>/move/", moving.move, name="move"),
    path("conditions/<uuid:pk>/remove/", moving.remove_condition, name="remove_condition"),
    move_path(WORKFLOW),
]
