"""Models on grain bought and stored."""

from typing import Any

FILES: tuple[Any, ...] = ()
