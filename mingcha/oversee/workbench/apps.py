from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _l


class WorkbenchConfig(AppConfig):
    name = "mingcha.oversee.workbench"
    label = "workbench"
    verbose_name = _l("Workbench")
    url_prefix = ""
