"""Whatever file a person brings: a package, a receipt, or another paper that an app reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.actions.receipts import read_receipt
from mingcha.foundation.exchange.actions.receiving import receive_package
from mingcha.foundation.exchange.models import Package
from mingcha.foundation.exchange.packages.declarations import MAGIC, Fault, parsed_json
from mingcha.foundation.refusals import Invalid
from mingcha.foundation.sealing import streams

MOST_PAPER = 1 << 20  # bytes of a receipt or another signed paper


@dataclass(frozen=True)
class Brought:
    """What it was: the package concerned, or a sentence and where to look."""

    package: Package | None
    told: str
    url: str = ""


# Kinds of signed papers that apps read, by the word in their `kind`.
papers: dict[str, Callable[[bytes, User], Brought]] = {}


def bring(source: BinaryIO, *, name: str, by: User) -> Brought:
    """Keep and verify a package, or read a paper. Raises Invalid for what is neither."""
    start = source.read(len(MAGIC))
    source.seek(0)
    if start in (MAGIC, streams.MAGIC):
        began = timezone.now()
        package = receive_package(source, name=name, by=by)
        again = package.created_at < began
        return Brought(package, _("This package was brought before. Nothing was changed.") if again else "")
    raw = source.read(MOST_PAPER + 1)
    try:
        kind = parsed_json(raw).get("kind") if len(raw) <= MOST_PAPER else None
    except Fault:
        kind = None
    if kind == "receipt":
        return Brought(read_receipt(raw, by=by), _("The receipt was read."))
    if kind in papers:
        return papers[str(kind)](raw, by)
    if kind == "keys":
        raise Invalid(_("This is a key file. Use it to set up a channel."))
    raise Invalid(_("This is neither a package nor a receipt. Choose the file that the other side wrote."))
