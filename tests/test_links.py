"""A page never points its reader at what they may not open: no link that answers “no such page”."""

import re

import pytest

from tests.world import World

pytestmark = pytest.mark.django_db

READERS = ("office_head", "office_staff", "group_head", "committee_clerk", "case_manager", "supervisor")
READERS += ("organisation_officer", "leader", "member", "recused", "above_staff", "representative")
# Pages of records, and what stands under them; files and workbooks are other tests'.
LINK = re.compile(r'<a\b[^>]*\bhref="(/[a-z_]+/(?:[a-z_]+/)*[0-9a-f-]{36}/)"')


def test_every_link_of_a_records_page_opens_for_whoever_reads_it(world: World) -> None:
    dead = []
    for who in READERS:
        client, known = world.client(who), dict[str, bool]()
        for record in world.records.values():
            address = getattr(record, "get_absolute_url", str)()
            page = client.get(address) if address.startswith("/") else None
            if page is None or page.status_code != 200:
                continue
            main = page.content.decode().partition("<main")[2]
            for link in sorted(set(LINK.findall(main))):
                if link not in known:
                    known[link] = client.get(link).status_code < 400
                if not known[link]:
                    dead.append(f"{who}: {type(record).__name__} → {link}")
    assert not dead, "\n".join(dead)
