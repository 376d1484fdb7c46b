"""Rules about the code as a whole that no single app can test."""

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from mingcha.foundation.ledgers.registry import all_ledgers
from mingcha.foundation.workflow import Workflow
from mingcha.testing.foundation import make_administrator, make_user
from tests.registry import ROOT, patterns, stage_models, workflows

PUBLIC = {"login", "sign_in_code", "ui:language", "healthz"}
SOURCES = sorted((ROOT / "mingcha").rglob("*.py"))
CODE = [path for path in SOURCES if not {"tests", "testing", "migrations", "demo"} & set(path.parts)]
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES if "migrations" not in path.parts
}
ALLOWED_ADDRESSES = ("http://www.w3.org/", "https://www.w3.org/")


def short(path: Path) -> str:
    return str(path.relative_to(ROOT / "mingcha"))


def test_only_these_pages_are_open_to_the_public() -> None:
    found = patterns(get_resolver())
    assert {name for name, url in found if not getattr(url.callback, "login_required", True)} == PUBLIC


@pytest.mark.django_db
def test_every_other_page_sends_a_stranger_to_sign_in() -> None:
    client = Client()
    for name, url in patterns(get_resolver()):
        if name not in PUBLIC:
            response = client.get(address(name, url))
            assert response.status_code == 302, name
            assert response["Location"].startswith("/login/"), name


# Size


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES}
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{short(path)}: {one.name} ({length(one)})"
        for path, tree in TREES.items()
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and length(one) > 40
    ]
    assert [one for one in long if not one.startswith("demo/")] == []


def length(one: ast.FunctionDef) -> int:
    return (one.end_lineno or one.lineno) - one.lineno + 1


# Status


# A declaration of ties begins in one of two statuses, as the declaring person says.
BORN_IN_ANOTHER_STATUS = {"prepare/teams/actions.py: RecusalDeclaration(status=…)"}
MODELS = {workflow.model.__name__ for workflow in workflows()}


def test_a_status_is_set_only_by_a_workflow() -> None:
    code = [path for path in CODE if path.name != "workflow.py" and "workflow" not in path.parts]
    own = {"foundation/jobs"}  # the worker's own record of its work, no business of the office
    found = {f"{short(path)}: {what}" for path in code for what in statuses_set(TREES[path])}
    assert {one for one in found if not one.startswith(tuple(own))} == BORN_IN_ANOTHER_STATUS


def statuses_set(tree: ast.Module) -> Iterator[str]:
    for one in ast.walk(tree):
        if isinstance(one, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = one.targets if isinstance(one, ast.Assign) else [one.target]
            flat = [part for target in targets for part in ast.walk(target)]
            yield from (
                ast.unparse(part)
                for part in flat
                if isinstance(part, ast.Attribute)
                and part.attr == "status"
                and isinstance(part.ctx, ast.Store)
            )
        elif isinstance(one, ast.Call):
            yield from _set_by_call(one)


def _set_by_call(call: ast.Call) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    writes = {"update", "create", "get_or_create", "update_or_create"} | MODELS
    if called in writes and any(keyword.arg == "status" for keyword in call.keywords):
        yield f"{called}(status=…)"
    words = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
    if called in ("setattr", "bulk_update") and "status" in words:
        yield f"{called}(status)"


@pytest.mark.parametrize(
    "code",
    [
        "job.status = 'x'",
        "a, job.status = 1, 2",
        "rows.update(status='x')",
        "Lead.objects.create(status='x')",
        "Lead(status='x')",
        "setattr(job, 'status', 'x')",
        "Lead.objects.bulk_update(rows, ['status'])",
    ],
)
def test_the_search_for_statuses_finds_them(code: str) -> None:
    assert list(statuses_set(ast.parse(code)))


def test_reading_a_status_is_no_fault() -> None:
    assert not list(statuses_set(ast.parse("if job.status == 'x': rows.filter(status='x')")))


# Workflows


@pytest.mark.parametrize("workflow", workflows(), ids=lambda workflow: workflow.name)
def test_every_move_starts_from_a_status_that_can_be_reached(workflow: Workflow) -> None:
    field = workflow.model._meta.get_field("status")
    reached = {str(field.default)}
    if workflow.name == "recusal":
        reached.add("nothing")
    while True:
        more = {move.target for move in workflow.moves.values() if move.sources & reached} - reached
        if not more:
            break
        reached |= {str(status) for status in more}
    stuck = {move.name: set(move.sources) - reached for move in workflow.moves.values()}
    assert {name: lost for name, lost in stuck.items() if lost} == {}
    assert reached == {str(code) for code, _label in field.choices}


def test_every_model_with_a_status_has_a_workflow() -> None:
    with_status = {
        model for model in stage_models() if any(one.name == "status" for one in model._meta.fields)
    }
    # An item's status is its plan's own business in one table, as every other.
    assert {model.__name__ for model in with_status} == MODELS


# Who sees


PUBLIC_REFERENCE = {"Division", "Frame", "FrameItem", "IssueClass", "CodeList", "CodeValue", "RuleSet"}
OF_THE_SECURITY_ADMINISTRATOR = {"Body", "Post"}
ONLY_TIES = {"PaperAgent", "FindingPaper", "ActivityInspector"}


@pytest.mark.django_db
@pytest.mark.parametrize("model", stage_models(), ids=lambda model: model.__name__)
def test_administrators_and_people_without_a_post_see_no_business(model: Any) -> None:
    name = model.__name__
    if model._meta.auto_created or name in ONLY_TIES:
        return
    assert hasattr(model.objects, "visible_to"), f"{name} has no visible_to"
    if name in PUBLIC_REFERENCE:
        return
    people = [make_user(), *(make_administrator(kind) for kind in ("system", "security", "audit"))]
    for user in people:
        if name in OF_THE_SECURITY_ADMINISTRATOR and user.administration == "security":
            continue
        rows = model.objects.visible_to(user)
        assert not rows.exists()
        assert not_everything(rows), f"{name}: every row is visible to {user.administration or 'nobody'}"


def not_everything(rows: models.QuerySet[Any]) -> bool:
    """An empty table hides a rule that is open: there must be a condition, or no query at all."""
    return rows.query.is_empty() or bool(rows.query.where.children)


def test_every_listed_record_has_a_page() -> None:
    pageless = {"IssueClass", "Event"}
    models_listed = {ledger.model for ledger in all_ledgers()}
    assert {model.__name__ for model in models_listed if not hasattr(model, "get_absolute_url")} == pageless


# Addresses


SAMPLES = {"uuid": UUID(int=7), "slug": "some", "str": "some", "int": 1}


@pytest.mark.django_db
def test_an_address_answers_only_the_methods_it_is_for() -> None:
    """GET asks and POST does: every view says which of them it takes, before it looks at anything."""
    client = Client()
    client.force_login(make_user())
    ours = [
        (name, url)
        for name, url in patterns(get_resolver())
        if url.callback.__module__.startswith("mingcha.")
    ]
    wrong = {name for name, url in ours if client.put(address(name, url)).status_code != 405}
    assert wrong == {"login"}  # Django's own view takes PUT for POST


def address(name: str, url: URLPattern) -> str:
    """This address for a record that is not there."""
    given = {word: SAMPLES[kind_of(converter)] for word, converter in url.pattern.converters.items()}
    if name == "documents:download":
        given = {"pk": str(UUID(int=7)), "form": "pdf"}
    return reverse(name, kwargs=given)


def kind_of(converter: Any) -> str:
    return type(converter).__name__.removesuffix("Converter").replace("String", "str").lower()


# Words and assets


def test_the_chinese_catalogues_are_complete() -> None:
    call_command("check_catalogues", stdout=StringIO(), stderr=StringIO())


def test_every_app_of_the_stages_has_a_catalogue() -> None:
    configs = [config for config in apps.get_app_configs() if config.name.startswith("mingcha.")]
    missing = [
        config.label
        for config in configs
        if ".demo." not in config.name
        and not (Path(config.path) / "locale/zh_Hans/LC_MESSAGES/django.po").exists()
    ]
    assert [label for label in missing if label != "foundation"] == []


def test_nothing_is_fetched_from_outside() -> None:
    """No address of another machine in a template, a style sheet or a script of ours."""
    kinds = ("*.html", "*.css", "*.js", "*.svg")
    assets = [path for kind in kinds for path in (ROOT / "mingcha").rglob(kind)]
    found = [
        f"{short(path)}: {address}"
        for path in assets
        for address in re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8"))
        if not address.startswith(ALLOWED_ADDRESSES) and not in_a_notice(path, address)
    ]
    assert found == []


def in_a_notice(path: Path, address: str) -> bool:
    """Licences and the origins named in vendored files are words, fetched by nobody."""
    return "vendor" in path.parts and any(word in address.lower() for word in ("license", "apache.org"))


def test_pages_carry_no_script_or_style_of_their_own() -> None:
    """The content policy allows files only: no inline script, no style attribute, no on… handler."""
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")|\sstyle=\"|\son[a-z]+=\"|javascript:"
    )
    pages = [path for path in (ROOT / "mingcha").rglob("*.html") if "tests" not in path.parts]
    assert [short(path) for path in pages if inline.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "model", ["Petition", "Activity", "Lead", "LeadTransfer", "LeadResult", "Pair", "SealedReport"]
)
def test_reading_lists_of_what_must_be_protected_is_on_the_trail(model: str) -> None:
    lists = [ledger for ledger in all_ledgers() if ledger.model.__name__ == model]
    assert lists
    assert all(ledger.sensitive for ledger in lists)
