"""Reading channels: what is missing, what waits."""

from __future__ import annotations

from mingcha.foundation.exchange.models import Channel, Package


def missing_numbers(channel: Channel) -> list[int]:
    """Numbers below the highest received that never came, without those the sender has sent again."""
    known = channel.packages.received().exclude(outcome=Package.Outcome.REFUSED)
    rows = list(known.values_list("number", "void"))
    numbers = {number for number, _void in rows if number}
    void = {number for _number, given in rows for number in given}
    return [number for number in range(1, max(numbers, default=0)) if number not in numbers | void]
