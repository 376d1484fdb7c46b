"""Token buckets for those who cannot prove work: one for each purpose, none for a person or an address."""

import threading
import time
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from mingcha.foundation.refusals import Refusal


class TooMany(Refusal):
    """Later."""

    status_code = 429


@dataclass
class Bucket:
    """`burst` at once, then `per_minute`; in this process's memory only."""

    burst: float
    per_minute: float
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, purpose: str) -> None:
        """Refuse when the bucket of this purpose (a code, not a person) is empty."""
        with self._lock:
            now = time.monotonic()
            left, since = self._left.get(purpose, (self.burst, now))
            left = min(self.burst, left + (now - since) / 60 * self.per_minute)
            if left < 1:
                raise TooMany(_("Many people are writing just now. Please wait a minute and send again."))
            self._left[purpose] = (left - 1, now)

    def reset(self) -> None:
        self._left.clear()


REPORTS = Bucket(burst=10, per_minute=4)  # reports without proof of work, for each code
RETURNS = Bucket(burst=20, per_minute=20)  # openings without proof of work, of all together
ANSWERS = Bucket(burst=30, per_minute=30)  # answers without proof of work, for each questionnaire
