"""Models on housing."""

from typing import Any

FILES: tuple[Any, ...] = ()
