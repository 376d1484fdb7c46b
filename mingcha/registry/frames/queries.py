"""Reads that other apps ask for: which dictionary is current for an office."""

from collections.abc import Iterable

from django.db.models import QuerySet

from mingcha.registry.bodies.models import Body
from mingcha.registry.frames.models import CodeList, CodeValue, Frame, IssueClass, RuleSet


def current_rule_set(office: Body) -> RuleSet | None:
    """The rule set in force for an office: its own, else the standard one of its level."""
    return RuleSet.objects.for_office(office).first()


def frames_for(level: str) -> QuerySet[Frame]:
    """The current frames of a level."""
    return Frame.objects.filter(level=level, is_current=True)


def issue_classes() -> QuerySet[IssueClass]:
    """The current taxonomy, in its own order."""
    return IssueClass.objects.filter(is_current=True).order_by("path")


def values_of(code: str) -> QuerySet[CodeValue]:
    """The values in use of one code list."""
    return CodeValue.objects.filter(code_list__code=code, is_active=True).order_by("order", "code")


def choices_of(code: str) -> list[tuple[str, str]]:
    """The values in use of one code list, as a form wants them."""
    return list(values_of(code).values_list("code", "name"))


def code_lists(codes: Iterable[str]) -> QuerySet[CodeList]:
    return CodeList.objects.filter(code__in=list(codes)).prefetch_related("values")
