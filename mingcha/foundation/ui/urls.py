from django.urls import path

from mingcha.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/language/", views.language, name="language"),
    path("ui/gallery/", views.gallery, name="gallery"),
    path("attach/<str:label>/<uuid:pk>/", views.attach, name="attach"),
]
