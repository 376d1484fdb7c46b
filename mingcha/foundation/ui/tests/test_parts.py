"""The parts: menu, charts, fields, timeline, vendored files, catalogue."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
from django import forms
from django.template.loader import render_to_string

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.ui import charts, navigation, timeline
from mingcha.foundation.ui.dressing import dress
from mingcha.foundation.ui.navigation import Menu, Page
from mingcha.foundation.ui.templatetags import ui as tags
from mingcha.foundation.ui.tones import tone_of
from mingcha.foundation.workflow import declared

HERE = Path(navigation.__file__).parent


@pytest.fixture
def given(db: None) -> Iterator[None]:
    def source(user: User) -> list[Page]:
        return [
            Page("conduct", "问题", "/ledgers/findings/", order=2, also=("/findings/",)),
            Page("conduct", "底稿", "/ledgers/papers/", order=1),
            Page("prepare", "别人的", "/ledgers/others/", who=lambda user: False),
            Page("prepare", "没有的", "nowhere:list"),
        ]

    navigation.sources.append(source)
    yield
    navigation.sources.remove(source)


def test_the_menu_shows_what_may_be_opened_by_stage(given: None) -> None:
    menu = Menu(User(full_name="测试"), "/findings/1/")
    group = next(group for group in menu.groups if group.stage == "conduct")
    assert [str(entry.page.title) for entry in group.entries] == ["底稿", "问题"]
    titles = {str(entry.page.title) for entry in menu.entries}
    assert not {"别人的", "没有的"} & titles


def test_a_field_edition_shows_only_the_stages_it_has_data_of(given: None, settings: Any) -> None:
    settings.MENU_STAGES = ["home", "conduct"]
    menu = Menu(User(full_name="测试"), "/findings/1/")
    assert [group.stage for group in menu.groups] == ["home", "conduct"]


def test_a_records_page_marks_its_ledger(given: None) -> None:
    menu = Menu(User(full_name="测试"), "/findings/1/")
    assert menu.current
    assert menu.current.address == "/ledgers/findings/"


def test_the_first_page_is_not_the_beginning_of_every_address(given: None) -> None:
    assert Menu(User(full_name="测试"), "/elsewhere/").current is None


def test_a_chart_says_the_same_as_its_table() -> None:
    points = [("甲", 3, "/a/"), ("乙", 5, "")]
    for option in (
        charts.bars(points),
        charts.bars(points, across=True),
        charts.lines(points),
        charts.shares(points),
    ):
        table = charts.table_of(option)
        assert [(label, cells[0].value, cells[0].url) for label, cells in table.rows] == points


def test_a_shorter_series_leaves_cells_empty() -> None:
    option = charts.many(["一月", "二月"], [("发现", [("一月", 2, "")])], stack=True)
    assert [cells[0].value for _label, cells in charts.table_of(option).rows] == [2, ""]


class Everything(forms.Form):
    day = forms.DateField(initial="2026-03-02")
    people = forms.MultipleChoiceField(choices=[("1", "甲"), ("2", "乙")])
    unit = forms.ChoiceField(choices=[(str(number), f"单位{number}") for number in range(30)])
    file = forms.FileField()


def test_fields_are_drawn_so_that_they_are_good_to_use() -> None:
    drawn = {field.name: str(dress(field)) for field in Everything()}
    assert 'type="date"' in drawn["day"]
    assert 'value="2026-03-02"' in drawn["day"]
    assert 'type="checkbox"' in drawn["people"]
    assert 'data-filter="select"' in drawn["unit"]


def test_a_file_field_warns_of_state_secrets() -> None:
    drawn = render_to_string("ui/_fields.html", {"form": Everything()})
    assert "内部系统，禁止上传涉密文件" in drawn


def test_forms_may_group_their_fields() -> None:
    class Grouped(Everything):
        groups = [("何时", ["day"])]

    titles = [(group["title"], len(group["fields"])) for group in tags.groups(Grouped())]
    assert titles == [("何时", 1), ("", 3)]


@pytest.mark.parametrize(
    ("action", "facts", "said"),
    [
        ("thing.create", {}, "创建"),
        ("thing.attach", {"file": "附件.pdf"}, "上传附件“附件.pdf”"),
        ("thing.attach", {}, "上传附件“—”"),
        ("thing.turn_over", {}, "turn over"),
    ],
)
def test_events_are_told_in_sentences(action: str, facts: dict[str, str], said: str) -> None:
    assert timeline.sentence(Event(action=action, facts=facts)) == said


def test_every_deed_of_the_source_is_told_in_words() -> None:
    """Each name that an action gives to the trail is a move, a sentence or a verb: no raw word on a page."""
    written = re.compile(r'audit\.record(?:_many)?\(\s*"([a-z_]+)\.([a-z_]+)"')
    sources = [path for path in Path("mingcha").rglob("*.py") if "tests" not in path.parts]
    deeds = {deed for path in sources for deed in written.findall(path.read_text())}
    assert len(deeds) > 100
    moves = {(name, move) for name, workflow in declared().items() for move in workflow.moves}
    known = {tuple(name.split(".")) for name in timeline.sentences}
    raw = {deed for deed in deeds if deed not in moves | known and deed[1] not in timeline.verbs}
    assert raw == set()


def test_other_packages_may_give_their_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(timeline.sentences, "finding.merge", "并入 %(other)s")
    assert timeline.sentence(Event(action="finding.merge", facts={"other": "3 号"})) == "并入 3 号"


def test_unknown_statuses_are_work_in_progress() -> None:
    assert tone_of("returned") == "danger"
    assert tone_of("something_new") == "info"


def test_vendored_files_are_those_of_the_manifest() -> None:
    vendor = HERE / "static" / "vendor"
    manifest = json.loads((vendor / "manifest.json").read_text())
    for one in manifest:
        assert hashlib.sha256((vendor / one["file"]).read_bytes()).hexdigest() == one["sha256"], one["name"]
        assert (vendor / one["licence_file"]).exists()
    assert {one["file"] for one in manifest} == {path.name for path in vendor.glob("*.js")}


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in (HERE / "static" / "ui").iterdir():
        text = path.read_text().replace("http://www.w3.org/2000/svg", "")
        assert "http" not in text, path
        assert len(text.splitlines()) <= 400, path


def test_the_catalogue_is_complete() -> None:
    catalogue = polib.pofile(str(HERE / "locale/zh_Hans/LC_MESSAGES/django.po"))
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == []
