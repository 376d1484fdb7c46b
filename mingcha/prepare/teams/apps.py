from importlib import import_module

from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "mingcha.prepare.teams"
    label = "teams"

    def ready(self) -> None:
        import_module("mingcha.prepare.teams.handlers")
        queries = import_module("mingcha.prepare.teams.queries")
        import_module("mingcha.foundation.scopes").register("offices", queries.offices_of)
