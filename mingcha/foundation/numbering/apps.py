from django.apps import AppConfig


class NumberingConfig(AppConfig):
    name = "mingcha.foundation.numbering"
    label = "numbering"
