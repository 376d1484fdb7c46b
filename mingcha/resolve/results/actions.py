"""Every write to the use made of results."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.conduct.findings.models import Finding
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.registry.bodies.models import Body
from mingcha.resolve.results.models import CommonProblem, Suggestion
from mingcha.resolve.results.permissions import drafts, keeps_for


def keep(model: Any, *, by: User, **values: Any) -> Any:
    """Enter one act, circular, correction … `values`: the fields of `model`."""
    return keep_many(model, [values], by=by)[0]


@transaction.atomic
def keep_many(model: Any, rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Any]:
    """Many entries of one kind at once."""
    made = [model(made_by=by, **row) for row in rows]
    for entry in made:
        _refuse_foreign(entry, by)
        entry.clean_fields(exclude=["office", "body", "round", "inspection", "organisation", "made_by"])
    model.objects.bulk_create(made, batch_size=500)
    audit.record_many(f"{model._meta.model_name}.keep", made, by=by)
    return made


def _refuse_foreign(entry: Any, by: User) -> None:
    if not keeps_for(by, entry.office_id, entry.body_id):
        raise NotAllowed(_("Entries are kept by the office and the bodies that supervise rectification."))
    if entry.inspection_id and entry.inspection.office_id != entry.office_id:
        raise Invalid(_("The inspection belongs to another office."))


@transaction.atomic
def change_entry(entry: Any, *, by: User, **values: Any) -> None:
    """Correct an entry; what it said before stays on the trail."""
    locked = type(entry)._base_manager.select_for_update().get(pk=entry.pk)
    _refuse_foreign(locked, by)
    before = {name: str(getattr(locked, name)) for name in values}
    for name, value in values.items():
        setattr(locked, name, value)
    _refuse_foreign(locked, by)
    locked.save(update_fields=list(values))
    audit.record(f"{entry._meta.model_name}.change", entry, by=by, before=before)


@transaction.atomic
def gather_findings(problem: CommonProblem, findings: Sequence[Finding], *, by: User) -> None:
    """The findings a common problem rests on."""
    _refuse_foreign(problem, by)
    problem.findings.set(findings)
    audit.record("commonproblem.gather", problem, by=by, findings=len(findings))


@transaction.atomic
def draft_suggestion(office: Body, *, by: User, **values: Any) -> Suggestion:
    suggestion = Suggestion(office=office, made_by=by, **values)
    if not drafts(by, suggestion):
        raise NotAllowed(_("Only the office drafts suggestions."))
    suggestion.save(force_insert=True)
    audit.record("suggestion.draft", suggestion, by=by)
    return suggestion


@transaction.atomic
def change_suggestion(suggestion: Suggestion, *, by: User, **values: Any) -> None:
    locked = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if not drafts(by, locked):
        raise NotAllowed(_("Only the office drafts suggestions."))
    if locked.status != Suggestion.Status.DRAFT:
        raise NotNow(_("An approved suggestion is changed only after it is returned."))
    for name, value in values.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(values))
    audit.record("suggestion.change", suggestion, by=by, fields=sorted(values))
