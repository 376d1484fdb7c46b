from django.apps import AppConfig


class LedgersConfig(AppConfig):
    name = "mingcha.foundation.ledgers"
    label = "ledgers"

    def ready(self) -> None:
        from mingcha.foundation.ledgers import panels, registry
        from mingcha.foundation.ui import navigation, pages

        registry.discover()
        navigation.sources.append(panels.pages_of)
        pages.panels.append(panels.panels_of)
