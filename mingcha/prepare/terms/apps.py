from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l


class TermsConfig(AppConfig):
    name = "mingcha.prepare.terms"
    label = "terms"
    pages: list[Any] = []

    def ready(self) -> None:
        from mingcha.foundation.ui.navigation import Page
        from mingcha.prepare.terms.permissions import sees_coverage

        self.pages = [
            Page(stage="prepare", title=_l("Coverage"), url="terms:coverage", who=sees_coverage, order=5)
        ]
