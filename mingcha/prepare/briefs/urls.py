"""Addresses of the lists and the checklists."""

from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.prepare.briefs.forms import AnswerForm, SupplementForm
from mingcha.prepare.briefs.views import checks, lists, questions
from mingcha.prepare.briefs.workflow import QUESTIONS, REQUESTS

app_name = "briefs"
urlpatterns = [
    path("rounds/<uuid:pk>/ask/", lists.ask, name="ask"),
    path("rounds/<uuid:pk>/chase/", lists.chase_round, name="chase_round"),
    path("requests/<uuid:pk>/", lists.request_detail, name="request"),
    path("requests/<uuid:pk>/edit/", lists.edit, name="edit"),
    path("requests/<uuid:pk>/discard/", lists.discard, name="discard"),
    path("requests/<uuid:pk>/chase/", lists.chase, name="chase"),
    path("requests/<uuid:pk>/nothing/", lists.nothing, name="nothing"),
    path("requests/<uuid:pk>/lines/add/", lists.add_line, name="add_line"),
    path("requests/<uuid:pk>/questions/", questions.raise_from_lines, name="raise_from_lines"),
    path("lines/<uuid:pk>/", lists.line, name="line"),
    path("lines/<uuid:pk>/edit/", lists.edit_line, name="edit_line"),
    path("lines/<uuid:pk>/remove/", lists.remove_line, name="remove_line"),
    path("questions/new/", questions.raise_one, name="raise_question"),
    path("questions/<uuid:pk>/", questions.detail, name="question"),
    path("questions/<uuid:pk>/edit/", questions.edit, name="edit_question"),
    path("questions/<uuid:pk>/responsibility/", questions.responsibility, name="responsibility"),
    path(
        "responsibilities/<uuid:pk>/remove/",
        questions.remove_responsibility,
        name="remove_responsibility",
    ),
    path("checklists/<uuid:pk>/", checks.checklist, name="checklist"),
    path("checklists/<uuid:pk>/revise/", checks.revise, name="revise_checklist"),
    path("rounds/<uuid:pk>/checklist/", checks.choose, name="choose_checklist"),
    path("rounds/<uuid:pk>/checks/", checks.round_checks, name="round_checks"),
    path("tasks/<uuid:pk>/checks/", checks.task_checks, name="task_checks"),
    path("checks/<uuid:pk>/tick/", checks.tick, name="tick"),
    path("checks/<uuid:pk>/untick/", checks.untick, name="untick"),
    move_path(REQUESTS, {"answer": AnswerForm, "supplement": SupplementForm}),
    move_path(QUESTIONS),
]
