from django.urls import path

from mingcha.conduct.inspections.forms import AnswerForm
from mingcha.conduct.inspections.views import activities, comments, inspections
from mingcha.conduct.inspections.workflow import ACTIVITIES, COMMENTS, PROMPTS, WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "inspections"
urlpatterns = [
    path("round/<uuid:pk>/open/", inspections.open_round, name="open"),
    path("activities/new/", activities.choose, name="choose_activity"),
    path("activities/<uuid:pk>/", activities.activity_detail, name="activity"),
    path("activities/<uuid:pk>/edit/", activities.activity_edit, name="edit_activity"),
    path("comments/new/", comments.choose_comment, name="choose_comment"),
    path("comments/<uuid:pk>/", comments.comment_detail, name="comment"),
    path("comments/<uuid:pk>/edit/", comments.comment_edit, name="edit_comment"),
    path("prompts/new/", comments.choose_prompt, name="choose_prompt"),
    path("prompts/new/<uuid:pk>/", comments.prompt_create, name="create_prompt"),
    path("prompts/<uuid:pk>/", comments.prompt_detail, name="prompt"),
    path("prompts/<uuid:pk>/edit/", comments.prompt_edit, name="edit_prompt"),
    path("<uuid:pk>/", inspections.inspection_detail, name="detail"),
    path("<uuid:pk>/arrange/", inspections.arrange, name="arrange"),
    path("<uuid:pk>/activities/new/<slug:kind>/", activities.activity_create, name="create_activity"),
    path("<uuid:pk>/comments/new/", comments.comment_create, name="create_comment"),
    move_path(WORKFLOW),
    move_path(ACTIVITIES),
    move_path(COMMENTS, forms={"answer": AnswerForm}),
    move_path(PROMPTS, forms={"answer": AnswerForm}),
]
