"""Models on relations."""

from typing import Any

FILES: tuple[Any, ...] = ()
