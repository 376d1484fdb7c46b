from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "mingcha.foundation.files"
    label = "files"
