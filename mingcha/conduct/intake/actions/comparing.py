"""Opened reports that may be about one matter, and copies with names and numbers masked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mingcha.conduct.intake.actions.opening import Opened, opened_text
from mingcha.conduct.intake.models import SealedReport, Submission
from mingcha.conduct.intake.permissions import may_open
from mingcha.conduct.intake.queries import body_of, opened_beside
from mingcha.conduct.petitions.queries import bigrams, share
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, Refusal

_ALIKE, _ALIKE_SAME_MATTER = 0.4, 0.22
_NUMBERS = re.compile(r"(?<![0-9A-Za-z])[0-9][0-9 \-]{4,}[0-9Xx](?![0-9A-Za-z])")
_MASK = "×"
_MOST_WORDS = 200


@dataclass(frozen=True)
class Alike:
    """Another opened report that may be about the same matter."""

    report: SealedReport
    share: float
    same_matter: bool

    @property
    def percent(self) -> int:
        return round(self.share * 100)


def alike_reports(
    report: SealedReport, opened: Iterable[Opened], key: bytes, *, by: User, most: int = 5
) -> list[Alike]:
    """Reports opened before, that this person may open too, in similar words; the likest first.

    The machine reads them again for that; this is on the trail of the report they are compared with.
    """
    own = next((one for one in opened if one.submission.kind == Submission.Kind.REPORT), None)
    others = [one for one in opened_beside(report, by) if may_open(by, one)]
    if own is None or own.fault or not others:
        return []
    words, found = bigrams(own.text), []
    for other in others:
        if (likeness := _likeness(report, own, words, other, key)) is not None:
            found.append(likeness)
    audit.record("sealed_report.compare", report, by=by, compared=len(others), alike=len(found))
    return sorted(found, key=lambda one: -one.share)[:most]


def _likeness(
    report: SealedReport, own: Opened, words: frozenset[str], other: SealedReport, key: bytes
) -> Alike | None:
    part = body_of(other)
    if part is None or other.petition.duplicate_of_id == report.petition_id:
        return None
    try:
        said = opened_text(part, key)
    except Refusal:
        return None
    alike = share(words, bigrams(str(said.get("text", ""))))
    same = other.inspection_id == report.inspection_id and said.get("about") == own.about
    return Alike(other, alike, same) if alike >= (_ALIKE_SAME_MATTER if same else _ALIKE) else None


def masked_text(text: str, words: Iterable[str]) -> tuple[str, int]:
    """The text written anew with these words and every long number masked; and how many masks that made."""
    wanted = sorted({word.strip() for word in words if word.strip()}, key=len, reverse=True)[:_MOST_WORDS]
    pattern = "|".join([*map(re.escape, wanted), _NUMBERS.pattern])
    return re.subn(pattern, lambda found: _MASK * min(len(found[0]), 6), text)


def masked_copy(report: SealedReport, key: bytes, words: str, *, by: User) -> str:
    """The report's text with masks, for a paper that leaves the team; on the trail with their number."""
    if not may_open(by, report):
        raise NotAllowed(_("Only the team leader, and members with the leader's leave, open this report."))
    part = body_of(report)
    if part is None:
        raise Invalid(_("The content of this report is destroyed."))
    text, masks = masked_text(str(opened_text(part, key).get("text", "")), words.splitlines())
    audit.record("sealed_report.redact", report, by=by, masks=masks)
    return text
