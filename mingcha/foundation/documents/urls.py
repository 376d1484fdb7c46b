from django.urls import path, re_path

from mingcha.foundation.documents import views

app_name = "documents"
urlpatterns = [
    path("check/", views.check, name="check"),
    path("draw-up/<str:label>/<uuid:pk>/<slug:template>/", views.draw_up, name="draw_up"),
    re_path(r"^(?P<pk>[0-9a-f-]{36})/(?P<form>docx|pdf)/$", views.download, name="download"),
]
