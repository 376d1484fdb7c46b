"""Why a package, a receipt or a key file is of no use, in words for people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.exchange.packages.declarations import Fault

_REASONS: dict[str, str | Promise] = {
    "not_a_package": _l("This is no exchange package. Choose the file that the other side wrote (.mcx)."),
    "another_version": _l(
        "The package is of a version that this installation does not know. Update it first."
    ),
    "not_for_us": _l(
        "The package is sealed to another reader. Ask the sender whether it was written for this channel."
    ),
    "damaged": _l("The package was damaged or changed on its way. Fetch it once more from the sender."),
    "cut_off": _l("The package was cut off: its end is missing. Copy it once more."),
    "too_much": _l("The package holds more than it says. It is not used."),
    "disordered": _l(
        "The parts of the package are not in the order in which they were written. It is not used."
    ),
    "unsigned": _l("The signature is not that of the other side of this channel. The package is not used."),
    "changed_meanwhile": _l("A file changed while it was being written into the package. Write it again."),
    "unknown_sender": _l("No open channel knows the sender of this package. Set up the channel first."),
    "wrong_reader": _l("The package was written for another installation."),
    "not_open": _l("The channel is not open. A second person compares the fingerprints first."),
    "kind_not_taken": _l("The package brings what this side may not send: %(detail)s."),
    "other_with_number": _l(
        "Another package with this number was taken in before. One of the two is not genuine, or the other "
        "side was set back to an old state: ask there."
    ),
    "unfit": _l("A record in the package breaks a rule: %(detail)s. Nothing of the package was taken in."),
    "broken_chain": _l("The package does not follow the one before it. It is not used; ask the other side."),
}


def told(fault: Fault) -> str:
    """The sentence for a person."""
    return str(_REASONS[fault.reason]) % {"detail": fault.detail}
