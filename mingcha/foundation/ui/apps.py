from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "mingcha.foundation.ui"
    label = "ui"
    url_prefix = ""
