"""Every write to organisations, their people, and the divisions."""

from mingcha.registry.organisations.actions.divisions import load_divisions
from mingcha.registry.organisations.actions.importing import save_organisations
from mingcha.registry.organisations.actions.organisations import (
    create_organisation,
    create_organisations_many,
    edit_organisation,
)
from mingcha.registry.organisations.actions.people import (
    add_representative,
    add_representatives_many,
    appoint_people_many,
    appoint_person,
    end_person,
    end_representative,
)

__all__ = [
    "add_representative",
    "add_representatives_many",
    "appoint_people_many",
    "appoint_person",
    "create_organisation",
    "create_organisations_many",
    "edit_organisation",
    "end_person",
    "end_representative",
    "load_divisions",
    "save_organisations",
]
