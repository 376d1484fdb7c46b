from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ui.navigation import Page


def _has_business(user: object) -> bool:
    return not getattr(user, "is_administrator", True)


class DocumentsConfig(AppConfig):
    name = "mingcha.foundation.documents"
    label = "documents"
    pages = [
        Page(
            stage="conclude",
            title=_("Check a document's format"),
            url="documents:check",
            who=_has_business,
            order=90,
        )
    ]

    def ready(self) -> None:
        from mingcha.foundation.documents import panels, registry
        from mingcha.foundation.ui import pages

        registry.discover()
        pages.panels.append(panels.panels_of)
