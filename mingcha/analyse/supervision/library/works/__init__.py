"""Models on works."""

from typing import Any

FILES: tuple[Any, ...] = ()
