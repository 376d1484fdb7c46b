"""Models on high-standard farmland."""

from typing import Any

FILES: tuple[Any, ...] = ()
