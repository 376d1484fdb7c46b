from django.urls import path

from mingcha.foundation.ui.moves import move_path
from mingcha.prepare.rounds import views
from mingcha.prepare.rounds.workflow import WORKFLOW

app_name = "rounds"
urlpatterns = [
    path("new/", views.create, name="create"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/edit/", views.edit, name="edit"),
    path("<uuid:pk>/tasks/add/", views.add_tasks, name="add_tasks"),
    path("<uuid:pk>/tasks/plan/", views.plan_tasks, name="plan_tasks"),
    path("<uuid:pk>/catch-up/", views.catch_up, name="catch_up"),
    path("tasks/<uuid:pk>/", views.task, name="task"),
    path("tasks/<uuid:pk>/remove/", views.remove_task, name="remove_task"),
    move_path(WORKFLOW),
]
