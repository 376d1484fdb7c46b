from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "mingcha.foundation.indicators"
    label = "indicators"

    def ready(self) -> None:
        from mingcha.foundation.indicators import registry

        registry.discover()
