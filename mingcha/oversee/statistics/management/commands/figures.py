"""`figures`: print every figure, of the whole installation or as one person counts it."""

import json
from argparse import ArgumentParser
from contextlib import suppress
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.accounts.models import User
from mingcha.foundation.indicators import INSTALLATION, Scope, registry
from mingcha.foundation.indicators.declaration import Reader
from mingcha.foundation.indicators.figures import Figure, figures
from mingcha.oversee.statistics.queries.figures import checks, in_sections, section_of
from mingcha.oversee.statistics.queries.published import published
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.terms.models import Term
from mingcha.registry.bodies.models import Body, Kind

HEADS = ("code", "wording", "value", "unit", "scope", "numerator/denominator", "published")


class Command(BaseCommand):
    help = str(_l("Print the figures: code, wording, value, unit, scope."))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--office", help=str(_l("name or key of an office: it and those below")))
        parser.add_argument("--alone", action="store_true", help=str(_l("the office without those below")))
        parser.add_argument("--term", help=str(_l("name or key of a term")))
        parser.add_argument("--round", help=str(_l("name or key of a round")))
        parser.add_argument("--as", dest="username", help=str(_l("as this person counts them")))
        parser.add_argument("--json", action="store_true", help=str(_l("as JSON")))
        parser.add_argument(
            "--published", action="store_true", help=str(_l("only figures that reports have published"))
        )

    def handle(self, *args: Any, **options: Any) -> None:
        scope, words = _scope(options)
        told = figures(registry.all_indicators(), scope, _reader(options["username"]))
        shown = [figure for section in in_sections(told) for figure in section.figures]
        lines = [line for figure in shown for line in _lines(figure, words, options["published"])]
        broken = [check for check in checks(told) if not check.holds]
        if options["json"]:
            self.stdout.write(json.dumps(lines, ensure_ascii=False, indent=1, default=_number))
        else:
            self.stdout.write("\t".join(HEADS))
            for line in lines:
                self.stdout.write("\t".join(_texts(line)))
        for check in broken:
            self.stderr.write(f"{check.whole.code} ≠ {' + '.join(part.code for part in check.parts)}")


def _reader(username: str | None) -> Reader:
    if not username:
        return INSTALLATION
    try:
        reader: User = User.objects.get(username=username)
    except User.DoesNotExist as missing:
        raise CommandError(str(_l("There is no such account."))) from missing
    return reader


def _scope(options: dict[str, Any]) -> tuple[Scope, str]:
    """The scope asked for, and the same in words."""
    office = _find(Body, options["office"], Q(kind=Kind.OFFICE), "name", "short_name")
    term = _find(Term, options["term"], Q(office=office) if office else Q(), "name")
    mine = Q(term=term) if term else Q(office=office) if office else Q()
    in_round = _find(Round, options["round"], mine, "name")
    below = office is not None and not options["alone"]
    words = [str(one) for one in (office, term, in_round) if one]
    if below:
        words[0] += str(_l(" and those below"))
    scope = Scope(
        office=office and office.pk,
        term=term and term.pk,
        round=in_round and in_round.pk,
        below=below,
    )
    return scope, " · ".join(words) or str(_l("whole installation"))


def _find(model: type[Model], asked: str | None, among: Q, *names: str) -> Any:
    """The one record of this key or name. Raises CommandError naming those that fit."""
    if not asked:
        return None
    named = Q()
    for name in names:
        named |= Q(**{name: asked})
    with suppress(ValueError):
        named |= Q(pk=UUID(asked))
    found = list(model._default_manager.filter(among & named)[:9])
    if len(found) == 1:
        return found[0]
    among_them = "; ".join(f"{one.pk} {one}" for one in found) or str(_l("nothing of that name"))
    raise CommandError(f"{asked}: {among_them}")


def _lines(figure: Figure, words: str, only_published: bool) -> list[dict[str, Any]]:
    """One line for the figure; or one for each published figure it states, in the report's wording."""
    declared = registry.get(figure.code)
    line = {
        "code": figure.code,
        "wording": figure.name,
        "value": figure.value,
        "unit": figure.unit,
        "scope": words if figure.applies else str(_l("not applicable")),
        "section": section_of(declared),
        "rule": figure.rule,
    }
    if figure.over and figure.under:
        line |= {"numerator": figure.over.value, "denominator": figure.under.value}
    stated = [published()[code] for code in declared.published]
    if not only_published:
        return [line | {"published": [{"code": one.code, "wording": one.wording} for one in stated]}]
    return [
        line | {"code": one.code, "wording": one.wording, "indicator": figure.code, "name": figure.name}
        for one in stated
    ]


def _texts(line: dict[str, Any]) -> list[str]:
    counted = line.get("numerator") is not None
    parts = f"{line['numerator']}/{line['denominator']}" if counted else ""
    stated = "; ".join(f"{one['code']} {one['wording']}" for one in line.get("published", []))
    value = "—" if line["value"] is None else str(_number(line["value"]))
    return [
        line["code"],
        line["wording"],
        value,
        line["unit"],
        line["scope"],
        parts,
        stated or line.get("indicator", ""),
    ]


def _number(value: Any) -> Any:
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
