"""Models on purchasing."""

from typing import Any

FILES: tuple[Any, ...] = ()
