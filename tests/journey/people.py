"""The office, its bodies and its people: all that is there before the first page is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser

from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.models import Body, Kind, Role
from mingcha.registry.frames.actions import load_standards
from mingcha.testing.foundation import make_user
from mingcha.testing.registry import make_office, make_officer, security
from tests.journey.steps import Desk, seat

# Key, name on the screen, role in a body. Names say the part and are plainly invented.
OFFICERS = [
    ("head", "主任甲", Role.OFFICE_HEAD),
    ("staff", "职员乙", Role.OFFICE_STAFF),
    ("group", "组领导丙", Role.GROUP_HEAD),
    ("clerk", "文书丁", Role.COMMITTEE_CLERK),
    ("cases", "案管戊", Role.CASE_MANAGER),
    ("supervisor", "监督己", Role.SUPERVISOR),
    ("personnel", "干部庚", Role.ORGANISATION_OFFICER),
]
TEAM = [
    ("leader", "队长辛"),
    ("deputy", "副手壬"),
    ("liaison", "联络癸"),
    ("member", "队员子"),
    ("second", "队员丑"),
]
ORGANISATION = ("inspected", "单位寅")
NAMES = {key: name for key, name, *_role in [*OFFICERS, *TEAM, ORGANISATION]}


@dataclass
class Journey:
    """Everyone who has a part, each at a browser of their own; and the addresses found on the way."""

    browser: Browser
    address: str
    folder: Path
    office: Body
    users: dict[str, User]
    desks: dict[str, Desk] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def at(self, who: str, place: str = "") -> Desk:
        """This person's browser, on the page of that name."""
        if who not in self.desks:
            self.desks[who] = seat(self.browser, self.address, self.users[who], self.folder)
        desk = self.desks[who]
        if place:
            desk.open(self.places[place])
        return desk

    def keep(self, place: str, desk: Desk) -> None:
        """Remember the address of the record on the screen."""
        self.places[place] = desk.address

    def close(self) -> list[str]:
        """Everyone goes home. What their browsers complained about."""
        said = [f"{desk.user}: {text}" for desk in self.desks.values() for text in desk.complaints]
        for desk in self.desks.values():
            desk.page.context.close()
        return said

    def file(self, name: str, text: str) -> Path:
        """A small file to hand in."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def prepare(browser: Browser, address: str, folder: Path) -> Journey:
    """An office with its bodies, officers, talent and dictionaries; no organisation, term or round."""
    office = make_office(name="测试市")
    load_standards(by=security())
    users = {}
    for key, name, role in OFFICERS:
        users[key] = make_officer(office, role, user=make_user(key, full_name=name))
    for key, name in TEAM:
        user = make_user(key, full_name=name)
        users[key] = make_officer(office, Role.DEPARTMENT_OFFICER, user=user)
    users[ORGANISATION[0]] = make_user(ORGANISATION[0], full_name=ORGANISATION[1])
    assert office.bodies.filter(kind=Kind.DEPARTMENT).exists()
    return Journey(browser, address, folder, office, users)
