"""How much fifty official papers cost, against a yardstick of the same machine.

The yardstick is saving an empty document with python-docx fifty times. Printed are the ratios for
the .docx, the PDF, the check, and all of them together. Run: python -m benchmarks.documents
"""

import io
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import django
from docx import Document

from mingcha.foundation.documents import Official, Paragraph
from mingcha.foundation.documents.check import validate
from mingcha.foundation.documents.composing import compose
from mingcha.foundation.documents.rendering import render
from mingcha.foundation.documents.tests.papers import NOTICE
from mingcha.foundation.documents.typesetting import typeset
from mingcha.foundation.documents.word import write_docx

HOW_MANY = 50


def papers() -> list[Official]:
    """Fifty different notices of about four pages, so that nothing is remembered from the one before."""
    text = "坚持问题导向，聚焦整改责任落实、问题销号质量和长效机制建设，推动整改取得实效。" * 4
    extra = [Paragraph(f"第{place}段。{text}") for place in range(12)]
    return [
        replace(NOTICE, blocks=[Paragraph(f"编号{no}。"), *NOTICE.blocks, *extra]) for no in range(HOW_MANY)
    ]


def timed(work: Callable[[Official], object], given: list[Official]) -> float:
    start = time.perf_counter()
    for paper in given:
        work(paper)
    return time.perf_counter() - start


def yardstick(_paper: Official) -> None:
    Document().save(io.BytesIO())


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    given = papers()
    render(given[0])
    base = timed(yardstick, given)
    docx = [write_docx(compose(paper)) for paper in given]
    checked = iter(docx)
    steps: dict[str, Callable[[Official], object]] = {
        ".docx": lambda paper: write_docx(compose(paper)),
        "PDF": lambda paper: typeset(compose(paper)),
        "check": lambda paper: validate(next(checked)),
        "all": render,
    }
    sys.stdout.write(f"yardstick: {HOW_MANY} empty documents in {base:.2f} s\n")
    for name, work in steps.items():
        took = timed(work, given)
        sys.stdout.write(
            f"{name}: {took:.2f} s, {took / HOW_MANY * 1000:.0f} ms each, {took / base:.1f} × yardstick\n"
        )


if __name__ == "__main__":
    main()
