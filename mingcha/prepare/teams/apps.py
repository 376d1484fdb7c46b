from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l


class TeamsConfig(AppConfig):
    name = "mingcha.prepare.teams"
    label = "teams"
    pages: list[Any] = []

    def ready(self) -> None:
        from mingcha.foundation import scopes
        from mingcha.foundation.ui.navigation import Page
        from mingcha.prepare.teams.queries import offices_of, rights_of

        import_module("mingcha.prepare.teams.handlers")
        scopes.register("offices", offices_of)
        scopes.register("own_offices", lambda user: rights_of(user).own_offices)
        scopes.register("teams", lambda user: rights_of(user).teams)
        scopes.register("roles", lambda user: rights_of(user).roles)
        scopes.register("inspections", lambda user: rights_of(user).inspections)
        scopes.register("recused_inspections", lambda user: rights_of(user).recused_inspections)
        scopes.register("recused_organisations", lambda user: rights_of(user).recused_organisations)
        self.pages = [
            Page(
                stage="prepare",
                title=_l("My recusal declarations"),
                url="teams:declare",
                who=lambda user: bool(
                    rights_of(user).teams | rights_of(user).own_offices | rights_of(user).groups
                ),
                order=40,
            )
        ]
