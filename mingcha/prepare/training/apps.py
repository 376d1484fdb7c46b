from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l


class TrainingConfig(AppConfig):
    name = "mingcha.prepare.training"
    label = "training"
    pages: list[Any] = []

    def ready(self) -> None:
        from mingcha.foundation.ui.navigation import Page
        from mingcha.prepare.teams.queries import rights_of

        import_module("mingcha.prepare.training.handlers")
        self.pages = [
            Page(
                stage="prepare",
                title=_l("My pledge and training"),
                url="training:mine",
                who=lambda user: bool(rights_of(user).teams),
                order=41,
            )
        ]
