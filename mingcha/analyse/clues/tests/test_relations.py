"""The relation graph: from the rows behind a clue to the picture, and who may look at it."""

from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from mingcha.analyse.clues import actions
from mingcha.analyse.clues.queries import tells_of_relations
from mingcha.analyse.datasets.actions import destroy_dataset
from mingcha.analyse.synthetic.identities import with_check
from mingcha.foundation.audit.models import Event
from mingcha.testing.clues import make_clue
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.prepare import officer
from mingcha.testing.registry import make_office
from mingcha.testing.relations import OWN, WINNER, make_relation_clue

pytestmark = pytest.mark.django_db
SENTENCE = (
    "张测试 — 配偶 — 李测试 — 法定代表人 — 测试建材有限公司"
    " — 账户 — 9999000000000000701 — 账户 — 测试市政工程有限责任公司"
)


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def test_from_an_official_to_a_winner_every_tie_has_its_rows(site: Site) -> None:
    clue = make_relation_clue(site)
    relating = actions.open_relations(clue, by=site.member)
    assert relating.sentences == [SENTENCE]
    told = [(tie.number, tie.words, tie.rows.told[0] if tie.rows else None) for tie in relating.ties]
    assert [(number, words) for number, words, _row in told] == [
        (1, "配偶"),
        (2, "法定代表人"),
        (3, "账户"),
        (4, "账户"),
        (5, "任职的测试住建局向其发包1项"),
    ]
    keys = ["relation_id", "role_id", "record_id", "record_id", "award_id"]
    assert {row[key] for key, (_number, _words, row) in zip(keys, told, strict=True) if row} == {
        "k1",
        "r1",
        "a1",
        "a2",
        "w1",
    }
    assert relating.wide
    assert relating.narrow
    assert {shape.title for shape in relating.wide.shapes if shape.marked} == {
        "张测试",
        "测试市政工程有限责任公司",
    }
    assert relating.narrow.width < 350 < relating.wide.width


def test_looking_at_relations_is_on_the_trail(site: Site) -> None:
    clue = make_relation_clue(site)
    queries = Event.objects.filter(action="dataset.query", by=site.member).count()
    actions.open_relations(clue, by=site.member)
    assert Event.objects.filter(action="clue.relations", subject_id=clue.pk, by=site.member).count() == 1
    assert Event.objects.filter(action="dataset.query", by=site.member).count() > queries


def test_companies_that_share_a_contact_and_met_are_drawn_with_both(site: Site) -> None:
    tables: dict[str, list[dict[str, Any]]] = {
        "companies": [
            {"company_code": WINNER, "company": "甲测试公司", "phone": "02300000001", "address": "测试路1号"},
            {"company_code": OWN, "company": "乙测试公司", "phone": "02300000001", "address": "测试路1号"},
        ],
        "bids": [
            {"bid_id": f"b{one}", "tender_id": "T1", "company_code": code, "company": name}
            for one, (code, name) in enumerate(((WINNER, "甲测试公司"), (OWN, "乙测试公司")))
        ],
    }
    relating = actions.open_relations(make_relation_clue(site, "R03", tables), by=site.member)
    assert relating.sentences == [
        "甲测试公司 — 地址 — 测试路1号 — 地址 — 乙测试公司",
        "甲测试公司 — 电话 — 02300000001 — 电话 — 乙测试公司",
    ]
    assert [tie.words for tie in relating.ties] == ["地址", "电话", "地址", "电话", "同投1个标段"]


def test_bidders_without_ties_stand_in_a_ring(site: Site) -> None:
    relating = actions.open_relations(make_relation_clue(site, "R02", a_pair_that_meets()), by=site.member)
    assert [(tie.number, tie.words, len(tie.rows.rows) if tie.rows else 0) for tie in relating.ties] == [
        (1, "同投5个标段", 10)
    ]
    assert relating.wide
    assert len(relating.wide.shapes) == 2


def a_pair_that_meets() -> dict[str, list[dict[str, Any]]]:
    """Thirty lots: two companies meet in the first five and win by turns, everyone else bids once."""
    many = range(1, 31)
    pair = [("A", WINNER), ("B", OWN)]
    together = [_bid(name, lot, code) for lot in range(1, 6) for name, code in pair]
    alone = [_bid("外", lot, code) for lot in many for code in _others(lot)]
    return {
        "tenders": [
            {"tender_id": f"T{one}", "tender": f"标段{one}", "owner": "测试局", "category": "水利"}
            for one in many
        ],
        "bids": together + alone,
        "awards": [
            {
                "award_id": f"w{one}",
                "tender_id": f"T{one}",
                "owner": "测试局",
                "company_code": pair[one % 2][1],
                "company": "某",
                "amount": 500000,
                "awarded_on": "2025-06-01",
            }
            for one in range(1, 6)
        ],
    }


def _bid(name: str, lot: int, code: str) -> dict[str, Any]:
    key = f"{name}{lot}{code[-2:]}"
    return {"bid_id": key, "tender_id": f"T{lot}", "company_code": code, "company": f"{name}测试公司"}


def _others(lot: int) -> list[str]:
    """Two that bid nowhere else."""
    return [str(code) for code in with_check(np.array([f"91990101MA8000{lot:02}{side}" for side in (1, 2)]))]


def test_without_its_data_there_is_no_picture_and_the_page_says_so(site: Site) -> None:
    clue = make_relation_clue(site)
    for used in clue.run.inputs.select_related("version__dataset"):
        destroy_dataset(used.version.dataset, witness="测试监销人", reason="到期", by=site.head)
    relating = actions.open_relations(clue, by=site.staff)
    assert (relating.wide, relating.ties) == (None, [])
    client = Client()
    client.force_login(site.staff)
    assert "销毁" in client.get(reverse("clues:relations", args=[clue.pk])).content.decode()


def test_whoever_may_not_see_the_clue_finds_no_graph(site: Site) -> None:
    clue = make_relation_clue(site)
    page = reverse("clues:relations", args=[clue.pk])
    client = Client()
    client.force_login(site.member)
    assert SENTENCE in client.get(page).content.decode()
    for stranger in (make_site("on_site").member, officer(make_office("city"), "office_staff")):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
    assert Event.objects.filter(action="clue.relations", subject_id=clue.pk).count() == 1


def test_a_clue_links_to_the_graph_where_its_rows_tell_of_relations(site: Site) -> None:
    client = Client()
    client.force_login(site.member)
    for clue, linked in ((make_relation_clue(site), True), (make_clue(site), False)):
        assert tells_of_relations(clue) == linked
        page = client.get(clue.get_absolute_url()).content.decode()
        assert (reverse("clues:relations", args=[clue.pk]) in page) == linked
