"""`docs/models.md`: every model, and how well it does on the generated province. Made by a command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from mingcha.analyse.datasets.contracts.declaration import AREAS
from mingcha.analyse.supervision.declaration import Model
from mingcha.analyse.synthetic.province import Sort
from mingcha.analyse.synthetic.scoring import Score

HEAD = """\
# 监督模型 · Supervision models

Made by `mingcha models score --scale {scale} --seed {seed} --write docs/models.md`; do not edit by hand.

The province is synthetic: {scale} persons, every table under its contract, planted cases and planted
innocents. *Plain* cases show the rule at its clearest and must all be found. *Hard* ones lie just over the
threshold or hide behind a join. *Innocents* look like cases and are known false positives that the rule can
tell apart. Precision counts planted cases among all hits; hits on innocents and on the ordinary rows around
them count as false. On real data people's verdicts decide: see each model's own page in the product.

V: attested by a published rule or case. M: common audit practice.

*Basis* (依据), on a model's own page, is the rule that a hit may break, so that a person knows what to read
before asking anybody. It is no finding: whether the rule applies to the case, in the version in force on that
day and with the rules of the place, is for the person to say. An article is cited by its number only where
the number was found in the published text or in a quotation of it (the tests say which); otherwise the
regulation is cited by its title, with the year where several versions are in use, and local rules and good
practice by subject.
"""
COLUMNS = (
    "| Model | | Looks for | Recall, plain | Recall, hard | Precision | Planted | False hits |\n"
    "|---|---|---|---|---|---|---|---|\n"
)


def page(models: Iterable[Model], scores: Mapping[str, Score], *, scale: int, seed: int) -> str:
    """The page as Markdown: a table for each area."""
    ordered = sorted(models, key=lambda model: (list(AREAS).index(model.area), model.code))
    parts = [HEAD.format(scale=f"{scale:,}".replace(",", "_"), seed=seed)]
    for area, some in groupby(ordered, key=lambda model: model.area):
        words = AREAS[area]
        lines = "".join(_line(model, scores[model.code]) for model in some)
        parts.append(f"## {words.zh} · {words.en}\n\n{COLUMNS}{lines}")
    return "\n".join(parts)


def _line(model: Model, score: Score) -> str:
    planted = " / ".join(str(score.planted[sort]) for sort in Sort)
    false = score.found[Sort.INNOCENT] + score.background
    cells = (
        f"{model.code} {model.words.zh}<br>{model.words.en}",
        model.standing,
        f"{model.looks_for.zh}<br>{model.looks_for.en}",
        _share(score.recall_plain),
        _share(score.recall_hard),
        _share(score.precision),
        planted,
        str(false),
    )
    return f"| {' | '.join(cells)} |\n"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.3f}"
