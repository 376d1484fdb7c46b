from django.urls import path

from mingcha.registry.frames import views

app_name = "frames"
urlpatterns = [
    path("<uuid:pk>/", views.frame, name="frame"),
    path("rules/<uuid:pk>/", views.rule_set, name="rule_set"),
    path("rules/<uuid:pk>/revise/", views.revise, name="revise"),
    path("lists/<uuid:pk>/", views.code_list, name="code_list"),
    path("lists/<uuid:pk>/add/", views.add_value, name="add_value"),
    path("values/<uuid:pk>/use/", views.use_value, name="use_value"),
]
