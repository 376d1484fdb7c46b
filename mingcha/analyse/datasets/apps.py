from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "dataset.register": _("registered the data set"),
    "dataset.grant": _("let the teams of %(round)s use it"),
    "dataset.revoke": _("no longer lets the teams of %(round)s use it"),
    "dataset.load": _("loaded version %(number)s with %(rows)s rows; %(aside)s were set aside"),
    "dataset.query": _("read the rows: %(purpose)s"),
    "dataset.aside": _("downloaded the rows that were set aside"),
}


class DatasetsConfig(AppConfig):
    name = "mingcha.analyse.datasets"
    label = "datasets"
    verbose_name = _("Data sets")
    pages: list[Any] = []

    def ready(self) -> None:
        from mingcha.analyse.datasets.permissions import sees_datasets
        from mingcha.foundation.ui.navigation import Page

        import_module("mingcha.foundation.ui.timeline").sentences.update(SENTENCES)
        self.pages = [Page("analyse", _("Data contracts"), "datasets:contracts", who=sees_datasets, order=12)]
