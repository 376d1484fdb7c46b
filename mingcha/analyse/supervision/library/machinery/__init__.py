"""Models on farm machinery."""

from typing import Any

FILES: tuple[Any, ...] = ()
