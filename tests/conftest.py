"""The fixtures that several of these modules share."""

from tests.world import world

__all__ = ["world"]
