from django.apps import AppConfig


class GateConfig(AppConfig):
    name = "mingcha.outer.gate"
    label = "outer_gate"
