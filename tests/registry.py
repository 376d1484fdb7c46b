"""What there is in the product, for the tests that go through all of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.urls import URLPattern, URLResolver

from mingcha.foundation.workflow import Workflow, declared

ROOT = Path(__file__).resolve().parent.parent
STAGES = ("registry", "prepare", "analyse", "conduct", "conclude", "resolve", "oversee")


def workflows() -> list[Workflow]:
    """Every table of moves."""
    return list(declared().values())


def patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its full name."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one, f"{space}{one.namespace}:" if one.namespace else space)
        else:
            yield f"{space}{one.name}", one


def stage_models() -> list[Any]:
    """The models of the stages, without those that only tie two together."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[:2] in [["mingcha", stage] for stage in STAGES]
    ]
