from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l


class TalentConfig(AppConfig):
    name = "mingcha.registry.talent"
    label = "talent"
    pages: list[Any] = []

    def ready(self) -> None:
        from mingcha.foundation.ui.navigation import Page
        from mingcha.foundation.ui.timeline import sentences
        from mingcha.registry.talent.permissions import keeps_any

        self.pages = [
            Page(
                stage="registry",
                title=_l("Perhaps entered twice"),
                url="talent:twins",
                who=keeps_any,
                order=26,
            )
        ]
        sentences.update(
            {
                "talent.nominate": _l("nominated"),
                "talent.post": _l("wrote down a post held: %(unit)s %(title)s"),
                "talent.drop_post": _l("took out a post held: %(unit)s %(title)s"),
                "talent.tie": _l("wrote down a tie with %(organisation)s"),
                "talent.drop_tie": _l("took out a tie with %(organisation)s"),
                "talent.interests": _l("wrote down relatives and interests"),
                "talent.merge_in": _l("took over another entry"),
            }
        )
