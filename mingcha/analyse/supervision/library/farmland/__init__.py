"""Models on farmland."""

from typing import Any

FILES: tuple[Any, ...] = ()
