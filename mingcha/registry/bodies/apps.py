from importlib import import_module

from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "mingcha.registry.bodies"
    label = "bodies"

    def ready(self) -> None:
        import_module("mingcha.registry.bodies.handlers")
