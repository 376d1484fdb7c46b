from django.apps import AppConfig


class SealingConfig(AppConfig):
    name = "mingcha.foundation.sealing"
    label = "sealing"
