from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "mingcha.foundation.ledgers"
    label = "ledgers"

    def ready(self) -> None:
        from mingcha.foundation.ledgers import registry

        registry.discover()
