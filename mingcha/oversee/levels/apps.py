from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LevelsConfig(AppConfig):
    name = "mingcha.oversee.levels"
    label = "levels"
    verbose_name = _("Between levels")

    def ready(self) -> None:
        forms = import_module("mingcha.foundation.exchange.forms")
        forms.peers.append(import_module("mingcha.oversee.levels.queries").offices_beside)
