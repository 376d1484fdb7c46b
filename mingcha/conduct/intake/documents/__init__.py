"""Posters of codes, and the record of the destruction of keys."""

from mingcha.conduct.intake.documents.papers import TEMPLATES

__all__ = ["TEMPLATES"]
