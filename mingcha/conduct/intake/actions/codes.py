"""Making, printing and withdrawing codes."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.conduct.inspections.models import Inspection
from mingcha.conduct.intake.models import ReportingCode
from mingcha.conduct.intake.permissions import keeps_code, may_publish
from mingcha.conduct.intake.queries import keys_in_use
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: read aloud, copied by hand
_SIGNS = 7
_LINES, _LONGEST = 8, 60


def new_code() -> str:
    """Seven signs by chance and one that shows a slip of the pen: 31⁷ ≈ 2.7 × 10¹⁰ codes."""
    signs = "".join(secrets.choice(ALPHABET) for _sign in range(_SIGNS))
    return signs + check_sign(signs)


def check_sign(signs: str) -> str:
    """The weighted sum of the places: finds any one wrong sign and any two neighbours exchanged."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(signs, start=1))
    return ALPHABET[total % len(ALPHABET)]


@transaction.atomic
def make_code(
    inspection: Inspection, *, accepts: str, refuses: str, by: User, takes_names: bool = True
) -> ReportingCode:
    """The code of an inspection. It needs keys to seal to and a day on which it ends."""
    if not may_publish(by, inspection):
        raise NotAllowed(_("Only the office and the team leader put out codes."))
    ends = inspection.petition_until
    if ends is None or not inspection.phone:
        raise NotNow(_("Fill in the phone and until when petitions are accepted first (Arrange)."))
    if ends < timezone.localdate():
        raise NotNow(_("Petitions are no longer accepted."))
    keys = keys_in_use(inspection.team_id)
    if keys is None:
        raise NotNow(_("The team has no reporting keys yet. The office makes them on the team's page."))
    made = ReportingCode(
        inspection=inspection,
        office=inspection.office,
        keys=keys,
        code=new_code(),
        accepts=_lines(accepts),
        refuses=_lines(refuses),
        takes_names=takes_names,
        made_by=by,
    )
    with rules_told():
        made.save(force_insert=True)
    audit.record("reporting_code.make", made, by=by, code=made.code, fingerprint=keys.fingerprint)
    return made


def _lines(text: str) -> str:
    """What fits on a poster: one matter a line, few and short."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Invalid(_("Say what is accepted and what is not, one matter a line."))
    if len(lines) > _LINES or any(len(line) > _LONGEST for line in lines):
        facts = {"lines": _LINES, "longest": _LONGEST}
        raise Invalid(_("At most %(lines)s lines of %(longest)s signs fit on the poster.") % facts)
    return "\n".join(lines)


def note_printed(code: ReportingCode, sheet: str, *, by: User) -> None:
    """A poster left the system: who printed it is on the trail. Withdrawn and ended codes are not printed."""
    if not keeps_code(by, code):
        raise NotAllowed(_("Only the office and the team leader print posters."))
    if code.state() != "open":
        raise NotNow(_("The code is withdrawn or has ended."))
    audit.record("reporting_code.print", code, by=by, sheet=sheet)
