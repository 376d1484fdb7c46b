"""The pages of matchings: two steps to one, its page, one pair after another."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mingcha.analyse.matching.models import Match, Pair
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ledgers.links import ledger_url
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.foundation import make_user
from mingcha.testing.matching import doubt_of, make_lists, make_match
from mingcha.testing.registry import make_office, make_officer, make_representative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


@pytest.fixture
def site() -> Site:
    return make_site("on_site")


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def matched(site: Site, **more: Any) -> Match:
    lists = make_lists(site.made.round, by=site.staff)
    return make_match(lists, by=site.staff, task=site.inspection.task, **more)


def test_a_matching_is_asked_for_in_two_steps(site: Site) -> None:
    left, right = make_lists(site.made.round, by=site.staff)
    client, create = as_user(site.leader), reverse("matching:create")
    assert client.get(create).status_code == 200
    same = client.post(create, {"kind": "person", "left": left.pk, "right": left.pk})
    assert same.status_code == 422
    chosen = client.post(create, {"kind": "person", "left": left.pk, "right": right.pk})
    assert chosen.status_code == 302
    columns = chosen.headers["Location"]
    form = client.get(columns).context["form"]
    assert form["left_identity"].initial == form["right_identity"].initial == "person_id"
    typed = {
        f"{side}_{field}": form[f"{side}_{field}"].initial
        for side in ("left", "right")
        for field in ("name", "identity")
    }
    typed |= {"upper": "0.95", "lower": "0.2", "why": "核查死亡人员", "task": str(site.inspection.pk)}
    assert client.post(columns, {**typed, "task": ""}).status_code == 422
    assert client.post(columns, {**typed, "lower": "0.99"}).status_code == 422
    assert client.post(columns, {**typed, "left_name": "person_id"}).status_code == 422
    assert client.post(columns, {**typed, "right_name": "", "right_identity": ""}).status_code == 422
    assert not Match.objects.exists()
    made = client.post(columns, typed)
    match = Match.objects.get()
    assert made.headers["Location"] == match.get_absolute_url()
    assert (match.by, match.task_id) == (site.leader, site.inspection.task_id)
    assert client.get(match.get_absolute_url()).status_code == 200
    assert as_user(site.staff).get(match.get_absolute_url()).status_code == 200


def test_a_list_one_may_not_use_is_not_found(site: Site) -> None:
    left, right = make_lists(site.made.round, by=site.staff)
    beside = as_user(make_officer(make_office()))
    address = f"{reverse('matching:columns')}?kind=person&left={left.pk}&right={right.pk}"
    assert beside.get(address).status_code == 404
    assert beside.get(reverse("matching:columns")).status_code == 404
    assert beside.get(f"{reverse('matching:columns')}?left=x&right=y").status_code == 404
    for user in (make_user(), make_representative(site.inspection.organisation)):
        assert as_user(user).get(address).status_code == 403


def test_pairs_are_decided_one_after_another(site: Site) -> None:
    match = matched(site)
    client = as_user(site.leader)
    page = client.get(match.get_absolute_url()).content.decode()
    first = doubt_of(match)
    assert first.get_absolute_url() in page
    assert "测试甲2" in page
    shown = client.get(first.get_absolute_url())
    assert "no-store" in shown.headers["Cache-Control"]
    text = shown.content.decode()
    assert "测试路2号" in text
    after = shown.context["after"]
    url, _move, _key = shown.context["choices"][0]
    pressed = client.post(url, {"next": after})
    assert pressed.headers["Location"] == after != match.get_absolute_url()
    first.refresh_from_db()
    assert first.status == Pair.Status.SAME
    decided = client.get(first.get_absolute_url())
    assert "choices" not in decided.context
    assert [button.move.name for button in decided.context["moves"]] == ["reopen"]
    assert Event.objects.filter(action="pair.read", by=site.leader).count() == 2


def test_a_pair_whose_list_is_destroyed_still_has_a_page(site: Site) -> None:
    match = matched(site)
    match.pairs.update(shown=None)
    page = as_user(site.staff).get(doubt_of(match).get_absolute_url())
    assert page.status_code == 200
    assert page.context["gone"]


def test_strangers_get_no_page(site: Site) -> None:
    match = matched(site)
    pages = [match.get_absolute_url(), doubt_of(match).get_absolute_url()]
    for user in (
        make_officer(make_office()),
        make_representative(site.inspection.organisation),
        site.person("group_head"),
        make_user(),
    ):
        client = as_user(user)
        assert [client.get(page).status_code for page in pages] == [404, 404]


def test_the_lists_show_names_and_go_to_excel(site: Site) -> None:
    match = matched(site)
    client = as_user(site.staff)
    listed = client.get(ledger_url("matches")).content.decode()
    assert match.get_absolute_url() in listed
    pairs = ledger_url("pairs", within=match)
    assert "测试甲2" in client.get(pairs).content.decode()
    exported = client.post(reverse("ledgers:export", args=["pairs"]) + pairs.partition("/pairs/")[2])
    assert exported.status_code == 200


@pytest.mark.parametrize("page", ["match", "pair", "list"])
def test_a_page_needs_no_more_statements_for_more_pairs(site: Site, page: str) -> None:
    match = matched(site, probabilities=(0.6, 0.5))
    client, counts = as_user(site.staff), []
    for first in (100, 200):
        url = {
            "match": match.get_absolute_url(),
            "pair": doubt_of(match).get_absolute_url(),
            "list": ledger_url("pairs", within=match),
        }[page]
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
        pairs = [
            Pair(match=match, left_row=row, right_row=row, probability=0.4, levels={"name": 0})
            for row in range(first, first + 40)
        ]
        for pair in pairs:
            pair.keep_rows({"name": "测试"}, {"name": "测试"})
        Pair.objects.bulk_create(pairs)
    assert counts[1] <= counts[0]
    assert counts[0] <= 30
