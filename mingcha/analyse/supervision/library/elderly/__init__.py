"""Models on care of the elderly."""

from typing import Any

FILES: tuple[Any, ...] = ()
