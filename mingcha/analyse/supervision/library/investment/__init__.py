"""Models on investment promotion."""

from typing import Any

FILES: tuple[Any, ...] = ()
