"""The .docx of a composed paper, written by python-docx; it always names the official fonts."""

from mingcha.foundation.documents.word.writing import write_docx

__all__ = ["write_docx"]
