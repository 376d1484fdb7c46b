from django.apps import AppConfig


class FormingConfig(AppConfig):
    name = "mingcha.prepare.forming"
    label = "forming"
