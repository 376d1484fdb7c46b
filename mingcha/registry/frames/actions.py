"""Every write to the dictionaries: loading the standard ones, and making new versions."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies.models import Body
from mingcha.registry.frames.models import (
    CodeList,
    CodeValue,
    Frame,
    FrameItem,
    IssueClass,
    Rule,
    RuleSet,
)
from mingcha.registry.frames.permissions import heads, keeps_code_lists, may_load
from mingcha.registry.frames.queries import DATA, rule_fault, standard_values
from mingcha.registry.frames.signals import loading

Values = dict[str, dict[str, Any]]


@transaction.atomic
def load_standards(*, by: User) -> dict[str, int]:
    """Load the dictionaries of `data/` that are not there yet, and count what was added.

    What is there stays as it is: an office may have edited it.
    """
    if not may_load(by):
        raise NotAllowed(_("Only the system or security administrator loads the standard dictionaries."))
    added = {
        "frames": _load_frames(),
        "issue_classes": _load_classes(),
        "code_lists": _load_code_lists(),
        "rule_sets": _load_rule_sets(),
    }
    answers: Any = loading.send(RuleSet)
    for _receiver, more in answers:
        added |= more
    if any(added.values()):
        audit.record("standards.load", by, by=by, **added)
    return added


def _read(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def _load_frames() -> int:
    added = 0
    for given in _read("frames"):
        for level in given["levels"]:
            key = {"code": given["code"], "version": given["version"], "level": level}
            rest = {name: given[name] for name in ("name", "basis", "is_current")}
            frame, new = Frame.objects.get_or_create(**key, defaults=rest)
            added += new
            if new:
                items = enumerate(given["items"], 1)
                FrameItem.objects.bulk_create(
                    FrameItem(frame=frame, code=str(order), name=name, order=order) for order, name in items
                )
    return added


def _load_classes() -> int:
    given = _read("issue_classes")
    if IssueClass.objects.filter(version=given["version"]).exists():
        return 0
    made: dict[str, IssueClass] = {}
    for row in given["classes"]:
        above, _dot, last = row["code"].rpartition(".")
        parent = made.get(above)
        path = f"{parent.path if parent else ''}{int(last):03}."
        made[row["code"]] = IssueClass(version=given["version"], parent=parent, path=path, **row)
    return len(IssueClass.objects.bulk_create(made.values()))


def _load_code_lists() -> int:
    added = 0
    for given in _read("code_lists"):
        code_list, new = CodeList.objects.get_or_create(code=given["code"], defaults={"name": given["name"]})
        added += new
        if new:
            _add_values(code_list, given["values"])
    return added


def _add_values(code_list: CodeList, names: list[str], start: int = 1) -> list[CodeValue]:
    values = [
        CodeValue(code_list=code_list, code=f"{order:02}", name=name, order=order)
        for order, name in enumerate(names, start)
    ]
    return CodeValue.objects.bulk_create(values)


def _load_rule_sets() -> int:
    given, added = _read("rules"), 0
    for level, name in given["names"].items():
        values = standard_values(level)
        _set, new = RuleSet.objects.get_or_create(
            level=level, office=None, version=1, defaults={"name": name, "values": values}
        )
        added += new
    return added


@transaction.atomic
def revise_rule_set(
    rule_set: RuleSet, *, office: Body, values: Mapping[str, Mapping[str, Any]], note: str, by: User
) -> RuleSet:
    """An office's next version of the rules. The earlier one stays for the rounds that started with it."""
    if not heads(by, office):
        raise NotAllowed(_("Only the head of the office decides its periods."))
    Body.objects.select_for_update(of=("self",)).get(pk=office.pk)
    base = RuleSet.objects.select_for_update(of=("self",)).get(pk=rule_set.pk)
    if base.level != office.level or base.office_id not in (None, office.pk):
        raise NotAllowed(_("These rules belong to another office."))
    own = RuleSet.objects.filter(office=office).order_by("-version").first()
    if not base.is_current or (own and own.is_current and own != base):
        raise NotNow(_("There is a newer version already. Edit that one."))
    kept = _checked({**standard_values(base.level), **base.values, **values})
    if kept == base.values:
        raise Invalid(_("Nothing was changed."))
    RuleSet.objects.filter(office=office, is_current=True).update(is_current=False)
    version = own.version + 1 if own else base.version + 1
    made = RuleSet.objects.create(
        name=base.name, level=base.level, office=office, version=version, values=kept, note=note
    )
    changed = {key: value["value"] for key, value in kept.items() if value != base.values.get(key)}
    audit.record("ruleset.revise", made, by=by, earlier=str(base.pk), changed=changed, note=note)
    return made


def _checked(values: Mapping[str, Mapping[str, Any]]) -> Values:
    """All rules with value, unit and basis, each of them possible."""
    for key in Rule.values:
        if fault := rule_fault(key, values.get(key, {})):
            raise Invalid(f"{Rule(key).label}: {fault}")
    return {key: {name: values[key][name] for name in ("value", "unit", "basis")} for key in Rule.values}


@transaction.atomic
def add_code_value(code_list: CodeList, *, name: str, by: User) -> CodeValue:
    """One more value at the end of a list."""
    _refuse_others(by)
    locked = CodeList.objects.select_for_update().get(pk=code_list.pk)
    if locked.values.filter(name=name).exists():
        raise Invalid(_("The list has this value already."))
    last = locked.values.order_by("-order").first()
    value = _add_values(locked, [name], start=(last.order if last else 0) + 1)[0]
    audit.record("codelist.add", locked, by=by, value=name)
    return value


@transaction.atomic
def use_code_value(value: CodeValue, in_use: bool, *, by: User) -> CodeValue:
    """Retire a value or take it into use again. Records that have it keep it."""
    _refuse_others(by)
    locked = CodeValue.objects.select_for_update(of=("self",)).select_related("code_list").get(pk=value.pk)
    locked.is_active = in_use
    locked.save(update_fields=["is_active"])
    audit.record("codelist.use" if in_use else "codelist.retire", locked.code_list, by=by, value=locked.name)
    return locked


def _refuse_others(by: User) -> None:
    if not keeps_code_lists(by):
        raise NotAllowed(_("Only the head of the highest office here keeps the code lists."))
