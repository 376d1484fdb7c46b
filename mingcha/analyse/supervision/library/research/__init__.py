"""Models on research funds."""

from typing import Any

FILES: tuple[Any, ...] = ()
