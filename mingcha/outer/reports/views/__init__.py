"""The public pages of reporting. Everything a person types goes by POST; addresses never say what is done."""

from mingcha.outer.reports.views.report import confirm, report
from mingcha.outer.reports.views.returning import add, opened, returning, satisfaction
from mingcha.outer.reports.views.sending import begin, finish, keep, put
from mingcha.outer.reports.views.verifying import verify

__all__ = [
    "add",
    "begin",
    "confirm",
    "finish",
    "keep",
    "opened",
    "put",
    "report",
    "returning",
    "satisfaction",
    "verify",
]
