"""How often a model is right, with the interval that so few or so many verdicts allow."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z = 1.96  # 95 %
FLOOR, ENOUGH = 0.3, 10  # below this share, once so many are verified, a model is flagged


@dataclass(frozen=True)
class Precision:
    """Confirmed among verified. The interval is Wilson's (Wilson 1927, J. Am. Stat. Assoc. 22:209), 95 %."""

    confirmed: int
    verified: int

    @property
    def share(self) -> float | None:
        return self.confirmed / self.verified if self.verified else None

    @property
    def interval(self) -> tuple[float, float]:
        """From 0 to 1 where nothing is verified."""
        if not self.verified:
            return 0.0, 1.0
        share, count = self.confirmed / self.verified, self.verified
        middle = share + Z * Z / (2 * count)
        spread = Z * sqrt(share * (1 - share) / count + Z * Z / (4 * count * count))
        under = 1 + Z * Z / count
        return max(0.0, (middle - spread) / under), min(1.0, (middle + spread) / under)

    @property
    def drawn(self) -> dict[str, str]:
        """Share and interval from 0 to 100, for a picture; the share no further right than it can be seen."""
        low, high = self.interval
        share = min((self.share or 0) * 100, 99)
        return {"low": f"{low * 100:.1f}", "width": f"{(high - low) * 100:.1f}", "share": f"{share:.1f}"}

    @property
    def is_low(self) -> bool:
        """Whether even the upper end allows no trust: enough verdicts, and the share below the floor."""
        return self.verified >= ENOUGH and (self.share or 0) < FLOOR

    @property
    def words(self) -> str:
        """`12/20 = 60% (39–78%)`, or a dash."""
        if self.share is None:
            return "—"
        low, high = self.interval
        return f"{self.confirmed}/{self.verified} = {self.share:.0%} ({low:.0%}–{high:.0%})"
