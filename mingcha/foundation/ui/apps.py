from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ui.navigation import Page


class UiConfig(AppConfig):
    name = "mingcha.foundation.ui"
    label = "ui"
    url_prefix = ""
    pages = [
        Page("home", _("Workbench"), "/", order=0),
        Page("system", _("Components"), "ui:gallery", who=lambda user: user.is_administrator, order=99),
    ]
