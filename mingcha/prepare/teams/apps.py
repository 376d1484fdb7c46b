from importlib import import_module

from django.apps import AppConfig

from mingcha.foundation import scopes


class TeamsConfig(AppConfig):
    name = "mingcha.prepare.teams"
    label = "teams"

    def ready(self) -> None:
        import_module("mingcha.prepare.teams.handlers")
        queries = import_module("mingcha.prepare.teams.queries")
        scopes.register("offices", queries.offices_of)
