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
        from mingcha.foundation.ui.timeline import sentences
        from mingcha.prepare.teams.queries import rights_of

        import_module("mingcha.prepare.training.handlers")
        import_module("mingcha.foundation.ui.pages").panels.append(
            import_module("mingcha.prepare.training.views").panels_of
        )
        sentences.update(
            {
                "training.hold": _l("planned the training"),
                "training.questions": _l("wrote the test: %(count)s questions"),
                "training.attend": _l("was at the training"),
                "training.test": _l("took the test: %(score)s per cent"),
                "pledge.sign": _l("signed the pledge"),
            }
        )
        self.pages = [
            Page(
                stage="prepare",
                title=_l("My pledge and training"),
                url="training:mine",
                who=lambda user: bool(rights_of(user).teams),
                order=41,
            )
        ]
