from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "mingcha.outer.codes"
    label = "outer_codes"
