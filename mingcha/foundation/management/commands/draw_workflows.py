"""`manage.py draw_workflows`: a diagram and a table of every workflow, from the table that enforces it."""

import inspect
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from mingcha.foundation.workflow import Move, Workflow, declared


class Command(BaseCommand):
    help = "Draw every workflow into docs/workflows."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if a drawing is out of date"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs" / "workflows"
        with translation.override("en"):
            drawings = {folder / f"{workflow.name}.md": draw(workflow) for workflow in declared().values()}
        old = {path: path.read_text() for path in folder.glob("*.md")}
        stale = sorted(
            path.name for path in drawings.keys() | old.keys() if drawings.get(path) != old.get(path)
        )
        if check and stale:
            raise CommandError(f"out of date, run `make diagrams`: {', '.join(stale)}")
        if not check:
            folder.mkdir(parents=True, exist_ok=True)
            for path in old.keys() - drawings.keys():
                path.unlink()
            for path, text in drawings.items():
                path.write_text(text)
        self.stdout.write(f"{len(drawings)} workflows, {len(stale)} changed")


def draw(workflow: Workflow) -> str:
    """The diagram, then the table, in Markdown."""
    lines = [f"# {workflow.name}", "", inspect.getdoc(workflow.model) or "", ""]
    return "\n".join([*lines, *_diagram(workflow), "", *_table(workflow), ""])


def _diagram(workflow: Workflow) -> list[str]:
    field = workflow.model._meta.get_field("status")
    labels = {str(value): str(label) for value, label in field.choices or []}
    used = {state for move in workflow.moves.values() for state in (*move.sources, move.target)}
    states = [
        f'  state "{labels.get(state, state)}" as {state}' for state in [*labels, *sorted(used - set(labels))]
    ]
    start = field.get_default()
    begin = [f"  [*] --> {start}"] if start else []
    moves = [
        f"  {source} --> {move.target}: {move.label or move.name}"
        for move in workflow.moves.values()
        for source in sorted(move.sources, key=[*labels, *sorted(used)].index)
    ]
    return ["```mermaid", "stateDiagram-v2", *states, *begin, *moves, "```"]


def _table(workflow: Workflow) -> list[str]:
    head = ["| Move | From | To | Who | Needs | Note |", "|---|---|---|---|---|---|"]
    return [*head, *(_row(move) for move in workflow.moves.values())]


def _row(move: Move) -> str:
    who = "a later action" if move.quiet else _words(move.who)
    needs = ", ".join(_words(need) for need in move.needs)
    sources = ", ".join(sorted(move.sources))
    return f"| {move.label or move.name} | {sources} | {move.target} | {who} | {needs} | {move.note} |"


def _words(function: Any) -> str:
    name = getattr(function, "__name__", "") or type(function).__name__
    return "by its rule" if name == "<lambda>" else name.strip("_").replace("_", " ")
