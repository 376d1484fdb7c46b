"""Whoever is recused from an organisation meets it nowhere: not in pages, lists, searches, exports, files.

Every page one comes to by links is opened, from the start page and the lists on; of pages that differ only in
their record, some. None names the organisation, but for what the person has declared about it.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

import pytest
from django.test import Client

from mingcha.conduct.inspections.models import Inspection
from mingcha.foundation.accounts.models import User
from mingcha.foundation.ledgers.registry import all_ledgers
from mingcha.foundation.notices.models import Notice
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Role
from mingcha.testing.registry import make_officer
from tests.world import World

pytestmark = pytest.mark.django_db

LINK = re.compile(r'\b(?:href|src|action)="(/[^"#]*)')
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
SAME_FOR_ALL = ("/logout", "/static/", "/language", "/datasets/contracts/", "/supervision/", "/files/put")
ENOUGH = 3  # pages that differ only in their record


@pytest.fixture(params=["recused", Role.OFFICE_STAFF, Role.GROUP_MEMBER])
def reader(request: pytest.FixtureRequest, world: World) -> User:
    """A member of the team, decided; somebody of the office or its leading group with a tie just declared."""
    if request.param == "recused":
        return world.people["recused"]
    inspection = world.records["inspection"]
    one = make_officer(inspection.office, request.param)
    teams.declare_recusal(inspection.task, relation="worked_there", statement="曾任职", by=one)
    forget_rights(one)
    return one


@pytest.fixture
def client(reader: User) -> Client:
    found = Client()
    found.force_login(reader)
    return found


def names(world: World) -> tuple[str, str]:
    organisation = world.records["inspection"].organisation
    return organisation.name, organisation.code


def own_words(reader: User, world: World) -> set[str]:
    """Where one reads what one declared oneself, and what became of it."""
    mine = RecusalDeclaration.objects.filter(user=reader, task=world.records["inspection"].task_id)
    pages = {one.get_absolute_url() for one in mine}
    return {"/", "/notices/", "/teams/declare/", "/ledgers/recusals/"} | pages


def text_of(response: Any) -> str:
    """What a reader can read: the page, or the parts of a workbook or paper."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if is_zipfile(BytesIO(body)):
        with ZipFile(BytesIO(body)) as packed:
            return "".join(packed.read(name).decode(errors="replace") for name in packed.namelist())
    return unescape(body.decode(errors="replace"))


def walked(client: Client) -> Iterator[tuple[str, str]]:
    """Every page reached by links: its address and its text."""
    waiting = deque(["/", "/notices/", *(f"/ledgers/{one.name}/" for one in all_ledgers())])
    known, alike = set(waiting), Counter[str]()
    while waiting:
        address = waiting.popleft()
        response = client.get(address)
        text = text_of(response) if response.status_code < 300 else ""
        yield address, text
        for link in [*LINK.findall(text), response.headers.get("Location", "")]:
            link = _whole(unescape(link))
            shape = KEY.sub("key", link)
            if link in known or not link.startswith("/") or link.startswith(SAME_FOR_ALL):
                continue
            known.add(link)
            alike[shape] += 1
            if alike[shape] <= ENOUGH:
                waiting.append(link)


def _whole(link: str) -> str:
    """Without the order and the page of a list, which show nothing new."""
    path, _mark, query = link.partition("#")[0].partition("?")
    return link if query.startswith(("tab=", "within=", "sector=")) else path


@pytest.fixture
def shown(world: World, reader: User) -> Any:
    """Whether a text names the organisation."""
    name, code = names(world)
    return lambda text: name in text or code in text


def test_no_page_names_the_organisation(world: World, reader: User, client: Client, shown: Any) -> None:
    pages = dict(walked(client))
    assert len(pages) > 150
    assert {address for address, text in pages.items() if shown(text)} <= own_words(reader, world)


def test_no_list_names_it_in_search_or_export(world: World, reader: User, client: Client, shown: Any) -> None:
    told = []
    for ledger in all_ledgers():
        if ledger.name == "recusals" or not ledger.who(reader):
            continue
        answers = [client.get(f"/ledgers/{ledger.name}/?q={name}") for name in names(world)]
        found = "".join(text_of(one).partition("<tbody")[2] for one in answers)
        exported = client.post(f"/ledgers/{ledger.name}/export/", {"view": "all"}, follow=True)
        told += [ledger.name] if shown(found) or shown(text_of(exported)) else []
    assert told == []


def test_no_address_typed_by_hand_opens_what_belongs_to_it(world: World, client: Client) -> None:
    """Records of the inspection, and their files."""
    inspection: Inspection = world.records["inspection"]
    opened = []
    for name, record in world.records.items():
        if not _belongs(record, inspection):
            continue
        address = getattr(record, "get_absolute_url", str)()
        if address.startswith("/") and client.get(address).status_code < 400:
            opened.append(name)
    assert opened == []


def _belongs(record: Any, inspection: Inspection) -> bool:
    keys = {getattr(record, name, None) for name in ("pk", "inspection_id", "task_id", "organisation_id")}
    return bool(keys & {inspection.pk, inspection.organisation_id}) and not isinstance(
        record, RecusalDeclaration
    )


def test_no_notice_names_it_from_the_day_of_the_tie_on(world: World, reader: User, shown: Any) -> None:
    mine = Notice.objects.filter(user=reader).exclude(url__startswith="/teams/recusals/")
    assert [one.text for one in mine if shown(one.text)] == []


@pytest.mark.parametrize("place", ["round", "training"])
def test_files_of_the_whole_round_are_for_those_who_may_read_all_of_it(
    world: World, reader: User, client: Client, place: str
) -> None:
    """The system does not read them: they may name any organisation of the round."""
    file, of_round = world.records[f"{place}_file"], world.records[place]
    address = f"/files/{file.pk}/"
    page = client.get(of_round.get_absolute_url()).content.decode()
    assert "需要回避" in page
    assert address not in page
    assert str(file) not in page  # nor does the record's history
    assert client.get(address).status_code == 404
    head = world.client("office_head")
    assert address in head.get(of_round.get_absolute_url()).content.decode()
    assert head.get(address).status_code == 200
