"""Models on city management."""

from typing import Any

FILES: tuple[Any, ...] = ()
