"""Record pages, form pages, errors and the frame around them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.files.queries import attachments_of
from mingcha.foundation.requests import SignedInRequest
from mingcha.foundation.ui import pages
from mingcha.foundation.ui.tests.parcel import WORKFLOW, Parcel
from mingcha.testing.foundation import make_administrator, make_user

Make = Callable[..., Parcel]


@pytest.fixture
def user(db: None) -> User:
    return make_user()


@pytest.fixture
def web(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def panels() -> Iterator[None]:
    """Two tabs and a panel at the side, as ledgers and documents give them."""

    def give(request: SignedInRequest, record: object) -> Iterator[pages.Panel]:
        yield pages.Panel("papers", "公文栏", "ui/_deadlines.html", {"rows": []})
        for name in ("first", "second"):
            yield pages.Panel(name, f"台账{name}", "ui/_deadlines.html", place="tab", count=7)

    pages.panels.append(give)
    yield
    pages.panels.remove(give)


def test_who_has_nothing_to_do_is_told_what_comes_next(
    user: User, make_parcel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others' moves, and those that follow of themselves; never a move back, never one's own."""
    issued = make_parcel(make_user(), status="issued")
    assert [move.name for move in WORKFLOW.ahead(issued, user)] == ["lapse"]
    draft = make_parcel(make_user())
    assert [move.name for move in WORKFLOW.ahead(draft, user)] == ["issue"]
    assert WORKFLOW.ahead(make_parcel(user), user) == []
    lapse = replace(WORKFLOW.moves["lapse"], aside=True)  # need not happen
    monkeypatch.setitem(WORKFLOW.moves, "lapse", lapse)
    assert WORKFLOW.ahead(issued, user) == []


def test_a_record_page_shows_moves_timeline_and_panels(
    web: Client, user: User, make_parcel: Make, panels: None
) -> None:
    parcel = make_parcel(user)
    WORKFLOW.perform(parcel, "issue", by=user)
    text = web.get(parcel.get_absolute_url()).content.decode()
    assert "包裹一" in text
    assert "发出" in text
    assert "公文栏" in text
    assert re.search(r'href="\?tab=first#tabs"\s+aria-current="true"', text)
    assert "办结" in text


def test_where_there_are_many_tabs_the_empty_ones_are_folded_away(
    web: Client, user: User, make_parcel: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the chosen one; where there are few, all stand beside each other."""

    def some(count: int) -> Any:
        empty = [
            pages.Panel(f"t{no}", f"空{no}", "ui/_nothing.html", place="tab", count=0) for no in range(count)
        ]
        return lambda request, record: [
            *empty,
            pages.Panel("full", "满", "ui/_nothing.html", place="tab", count=3),
        ]

    def shown(count: int) -> tuple[list[str], list[str]]:
        monkeypatch.setattr(pages, "panels", [some(count)])
        context = web.get(f"{address}?tab=t1").context
        folded = context["empty_tabs"]
        return [one.name for one in context["tabs"] if one not in folded], [one.name for one in folded]

    address = make_parcel(user).get_absolute_url()
    assert shown(2) == (["t0", "t1", "full"], [])
    beside, folded = shown(12)
    assert beside == ["t1", "full"]
    assert len(folded) == 11


def test_a_tab_is_chosen_by_the_address(web: Client, user: User, make_parcel: Make, panels: None) -> None:
    text = web.get(make_parcel(user).get_absolute_url() + "?tab=second").content.decode()
    assert re.search(r'href="\?tab=second#tabs"\s+aria-current="true"', text)


def test_what_is_typed_is_shown_as_text(web: Client, user: User, make_parcel: Make) -> None:
    parcel = make_parcel(user, title="<script>alert(1)</script>")
    Event.objects.create(
        at=timezone.now(), by=user, action="parcel.attach", subject_type="ui.parcel",
        subject_id=str(parcel.pk), facts={"file": "<b>粗</b>", "note": "<i>斜</i>"},
    )  # fmt: skip
    text = web.get(parcel.get_absolute_url()).content.decode()
    assert "<script>alert" not in text
    assert "<b>粗" not in text
    assert "<i>斜" not in text


def test_a_failed_form_is_shown_again_with_422(web: Client, parcels: None) -> None:
    assert web.get("/parcels/new/").status_code == 200
    response = web.post("/parcels/new/", {"title": " "})
    assert response.status_code == 422
    assert 'href="#id_title"' in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()


def test_files_are_attached_by_whoever_sees_the_record(
    web: Client, user: User, make_parcel: Make, full_parcel: None
) -> None:
    parcel = make_parcel(user)
    given = {"file": SimpleUploadedFile("记录.pdf", b"x"), "marking": "internal", "title": "会议记录"}
    response = web.post(f"/attach/ui.parcel/{parcel.pk}/", given)
    assert response.headers["Location"] == parcel.get_absolute_url() + "#attachments"
    assert [str(made) for made in attachments_of(parcel)] == ["会议记录"]
    assert Event.objects.filter(action="parcel.attach", by=user).exists()


def test_a_file_without_a_marking_is_refused(
    web: Client, user: User, make_parcel: Make, full_parcel: None
) -> None:
    given = {"file": SimpleUploadedFile("记录.pdf", b"x")}
    assert web.post(f"/attach/ui.parcel/{make_parcel(user).pk}/", given).status_code == 422


def test_a_stranger_attaches_nothing(web: Client, make_parcel: Make, full_parcel: None) -> None:
    given = {"file": SimpleUploadedFile("记录.pdf", b"x"), "marking": "internal"}
    assert web.post(f"/attach/ui.parcel/{make_parcel(make_user()).pk}/", given).status_code == 404


@pytest.mark.parametrize("label", ["accounts.user", "audit.event", "nothing.here", "nonsense"])
def test_accounts_and_the_trail_take_no_files(web: Client, user: User, label: str) -> None:
    given = {"file": SimpleUploadedFile("记录.pdf", b"x"), "marking": "internal"}
    assert web.post(f"/attach/{label}/{user.pk}/", given).status_code == 404


def test_a_record_may_say_who_attaches(
    web: Client, user: User, make_parcel: Make, full_parcel: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Parcel, "may_attach", lambda self, user: False, raising=False)
    parcel = make_parcel(user)
    given = {"file": SimpleUploadedFile("记录.pdf", b"x"), "marking": "internal"}
    assert web.post(f"/attach/ui.parcel/{parcel.pk}/", given).status_code == 403
    assert "upload_file" not in web.get(parcel.get_absolute_url()).content.decode()


def test_every_page_carries_the_policy(client: Client, db: None) -> None:
    policy = client.get("/login/").headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_no_template_has_inline_scripts_or_styles() -> None:
    root = Path(pages.__file__).parents[2]
    for template in root.glob("**/templates/**/*.html"):
        text = template.read_text()
        assert " style=" not in text, template
        assert " onclick=" not in text, template
        assert "<script>" not in text, template


def test_the_gallery_is_for_administrators(client: Client, db: None) -> None:
    client.force_login(make_user())
    assert client.get("/ui/gallery/").status_code == 404
    client.force_login(make_administrator("security"))
    text = client.get("/ui/gallery/").content.decode()
    assert "内部系统，禁止上传涉密文件" in text
    assert "<c-" not in text


def test_the_language_is_changed_before_sign_in(client: Client, db: None) -> None:
    assert "登录" in client.get("/login/").content.decode()
    client.post("/ui/language/", {"language": "en", "next": "/login/"})
    assert "Sign in" in client.get("/login/").content.decode()


def test_an_unknown_address_has_our_dress(client: Client, db: None) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "没有这个页面" in response.content.decode()


@override_settings(ROOT_URLCONF="mingcha.foundation.ui.tests.broken_urls")
def test_a_fault_has_our_dress(client: Client, db: None) -> None:
    client.raise_request_exception = False
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "系统出错" in response.content.decode()


def test_a_missing_token_has_our_dress(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/login/", {})
    assert response.status_code == 403
    assert "页面停留时间过长" in response.content.decode()
