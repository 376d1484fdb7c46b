"""The menu: pages declared by the apps, grouped by the stage of work they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from mingcha.foundation.accounts.models import User

STAGES: dict[str, str | Promise] = {
    "home": pgettext_lazy("stage", "Home"),
    "prepare": pgettext_lazy("stage", "Preparation"),
    "analyse": pgettext_lazy("stage", "Data analysis"),
    "conduct": pgettext_lazy("stage", "On-site work"),
    "conclude": pgettext_lazy("stage", "Reports and feedback"),
    "resolve": pgettext_lazy("stage", "Rectification and leads"),
    "oversee": pgettext_lazy("stage", "Overview"),
    "registry": pgettext_lazy("stage", "Standing data"),
    "system": pgettext_lazy("stage", "System"),
}


@dataclass(frozen=True)
class Page:
    """One entry of the menu.

    `url` is a URL name, or an address that begins with a slash. `also` are the beginnings of other
    addresses that belong to this entry (a record's page belongs to its ledger).
    """

    stage: str
    title: str | Promise
    url: str
    who: Callable[[User], bool] | None = None
    order: int = 50
    also: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where it leads, or nothing where the page does not exist on this site."""
        if self.url.startswith("/"):
            return self.url
        try:
            return reverse(self.url)
        except NoReverseMatch:
            return ""


# Other packages append a callable that gives the pages for a user (all ledgers, for instance).
sources: list[Callable[[User], Iterable[Page]]] = []


@dataclass
class Entry:
    """A page as this user sees it now."""

    page: Page
    address: str
    current: bool = False


@dataclass
class Group:
    """The entries of one stage."""

    stage: str
    title: str | Promise
    entries: list[Entry]

    @property
    def current(self) -> bool:
        return any(entry.current for entry in self.entries)


def pages_for(user: User) -> list[Page]:
    """Every page this user may open, in the order of the menu."""
    declared = [page for app in apps.get_app_configs() for page in getattr(app, "pages", [])]
    given = [page for source in sources for page in source(user)]
    mine = [page for page in declared + given if page.who is None or page.who(user)]
    return sorted(mine, key=lambda page: (page.order, str(page.url)))


class Menu:
    """The menu of one user on one page."""

    def __init__(self, user: User, path: str) -> None:
        entries = [Entry(page, page.address) for page in pages_for(user)]
        self.entries = [entry for entry in entries if entry.address]
        self.current = self._mark(path)
        shown = settings.MENU_STAGES or STAGES
        self.groups = [group for stage in STAGES if stage in shown and (group := self._group(stage)).entries]

    def _group(self, stage: str) -> Group:
        found = [entry for entry in self.entries if entry.page.stage == stage]
        return Group(stage, STAGES[stage], found)

    def _mark(self, path: str) -> Entry | None:
        """The entry whose address is the longest beginning of this path."""
        best, length = None, 0
        for entry in self.entries:
            for start in (entry.address, *entry.page.also):
                fits = path == start if start == "/" else path.startswith(start)
                if fits and len(start) > length:
                    best, length = entry, len(start)
        if best:
            best.current = True
        return best

    @property
    def stage_title(self) -> str | Promise:
        return STAGES.get(self.current.page.stage, "") if self.current else ""
