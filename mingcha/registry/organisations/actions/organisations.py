"""Writing organisations: one, many at once, and moving them."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.refusals import Invalid
from mingcha.registry.bodies.models import Body
from mingcha.registry.organisations.actions.checking import refuse_faults, refuse_others
from mingcha.registry.organisations.actions.tree import Tree, hold_tree, path_below, stands_below, write_paths
from mingcha.registry.organisations.models import Organisation

EDITABLE = (
    "code",
    "name",
    "short_name",
    "sector",
    "level",
    "office",
    "division",
    "parent",
    "phone",
    "is_active",
)


@transaction.atomic
def create_organisation(
    *, office: Body, code: str, name: str, sector: str, level: str, by: User, **more: Any
) -> Organisation:
    """One organisation of an office. `more`: short_name, parent, division, phone."""
    refuse_others(by, [office.pk])
    hold_tree()
    made = Organisation(office=office, code=code, name=name, sector=sector, level=level, **more)
    refuse_faults(made)
    made.path = path_below(made.parent, made.pk)
    made.save(force_insert=True)
    audit.record("organisation.create", made, by=by, code=code, name=name)
    return made


@transaction.atomic
def create_organisations_many(organisations: Sequence[Organisation], *, by: User) -> list[Organisation]:
    """Several at once, in any order; they may be each other's superior. Takes them unsaved."""
    refuse_others(by, {one.office_id for one in organisations})
    hold_tree()
    for one in organisations:
        refuse_faults(one, alone=False)
    tree = Tree({one.pk: one.parent_id for one in organisations})
    tree.refuse_cycles()
    try:
        with transaction.atomic():
            made = Organisation.objects.bulk_create(organisations, batch_size=1000)
    except IntegrityError:
        raise Invalid(_("The office has an organisation with this code already.")) from None
    write_paths(tree.roots())
    facts = [{"code": one.code, "name": one.name} for one in made]
    audit.record_many("organisation.create", made, by=by, facts=facts)
    return made


@transaction.atomic
def edit_organisation(organisation: Organisation, *, by: User, **values: Any) -> Organisation:
    """Change what is known of an organisation, or where it stands; what is below it moves along."""
    hold_tree()
    locked = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    before = {name: getattr(locked, name) for name in EDITABLE}
    for name in EDITABLE:
        setattr(locked, name, values.get(name, before[name]))
    refuse_others(by, {before["office"].pk, locked.office_id})
    refuse_faults(locked)
    moved = locked.parent != before["parent"]
    if moved and locked.parent and stands_below(locked.parent, locked):
        raise Invalid(_("An organisation cannot stand above itself."))
    locked.save(update_fields=EDITABLE)
    if moved:
        write_paths([locked.pk])
        locked.refresh_from_db(fields=["path"])
    changed = {name: str(getattr(locked, name)) for name in EDITABLE if getattr(locked, name) != before[name]}
    audit.record("organisation.edit", locked, by=by, **changed)
    return locked
