from django.urls import path

from mingcha.conduct.petitions import views
from mingcha.conduct.petitions.forms import MOVE_FORMS
from mingcha.conduct.petitions.workflow import WORKFLOW
from mingcha.foundation.ui.moves import move_path

app_name = "petitions"
urlpatterns = [
    path("new/", views.petition_create, name="create"),
    path("new/inspection/<uuid:pk>/", views.create_for_inspection, name="create_for_inspection"),
    path("new/office/<uuid:pk>/", views.create_for_office, name="create_for_office"),
    path("<uuid:pk>/", views.petition_detail, name="detail"),
    path("<uuid:pk>/edit/", views.petition_edit, name="edit"),
    path("<uuid:pk>/activities/", views.link_activities, name="link"),
    path("<uuid:pk>/complainant/", views.reveal, name="reveal"),
    path("<uuid:pk>/merge/<uuid:original>/", views.merge_with, name="merge_with"),
    move_path(WORKFLOW, forms=MOVE_FORMS),
]
