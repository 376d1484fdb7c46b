from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "mingcha.prepare.papers"
    label = "papers"
    verbose_name = _("Templates of papers")

    def ready(self) -> None:
        import_module("mingcha.prepare.papers.handlers")
