from django.urls import path

from mingcha.outer.surveys import views

app_name = "surveys"
urlpatterns = [
    path("q/<uuid:pk>/", views.survey, name="survey"),
    path("q/<uuid:pk>/answer/", views.answer, name="answer"),
]
