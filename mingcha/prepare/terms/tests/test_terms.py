"""Terms, their scope, and coverage counted against it."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mingcha.foundation.indicators import Scope
from mingcha.foundation.indicators import registry as indicators
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.rounds.models import Task
from mingcha.prepare.terms import actions
from mingcha.prepare.terms.models import ScopeEntry, Term
from mingcha.prepare.terms.queries import coverage, left_in
from mingcha.prepare.terms.workflow import WORKFLOW
from mingcha.registry.bodies.models import Role
from mingcha.registry.organisations.models import Organisation
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import BEGINNING, make_round_with_people, make_term, officer
from mingcha.testing.registry import make_office, make_organisation, make_representative

pytestmark = pytest.mark.django_db

ALLOWED = {("draft", Role.OFFICE_HEAD): ["begin"], ("current", Role.OFFICE_HEAD): ["close"]}


@pytest.mark.parametrize("status", ["draft", "current", "closed"])
def test_each_person_is_offered_exactly_the_moves_they_may_make(status: str) -> None:
    term = make_term(status=status)
    if status == "draft":
        make_organisation(term.office)
        actions.take_snapshot(term, by=officer(term.office, Role.OFFICE_STAFF))
    for role in (Role.OFFICE_HEAD, Role.OFFICE_STAFF, Role.GROUP_HEAD, Role.COMMITTEE_CLERK):
        offered = [move.name for move in WORKFLOW.available(term, officer(term.office, role))]
        assert offered == ALLOWED.get((status, role), [])


def test_a_term_begins_with_a_scope() -> None:
    term = make_term(status="draft")
    with pytest.raises(NotNow):
        actions.begin_term(term, by=officer(term.office, Role.OFFICE_HEAD))


def test_an_office_has_one_current_term() -> None:
    first = make_term()
    second = make_term(first.office, status="draft", starts_on=date(2030, 1, 1), ends_on=date(2034, 12, 31))
    head, staff = officer(first.office, Role.OFFICE_HEAD), officer(first.office, Role.OFFICE_STAFF)
    actions.take_snapshot(second, by=staff)
    with pytest.raises(NotNow):
        actions.begin_term(second, by=head)
    actions.close_term(first, by=head, reason="届满")
    actions.begin_term(second, by=head)


def test_a_term_with_open_rounds_is_not_closed() -> None:
    made = make_round_with_people("draft")
    with pytest.raises(NotNow):
        actions.close_term(made.round.term, by=made.people["office_head"], reason="届满")


def test_only_the_office_keeps_its_terms() -> None:
    term = make_term()
    for stranger in (officer(make_office(), Role.OFFICE_HEAD), officer(term.office, Role.GROUP_HEAD)):
        with pytest.raises(NotAllowed):
            actions.take_snapshot(term, by=stranger)
        with pytest.raises(NotAllowed):
            actions.edit_term(term, by=stranger, name="改名")


@pytest.mark.parametrize("wrong", [{"ends_on": date(2020, 1, 1)}, {"name": ""}])
def test_a_half_true_term_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        make_term(status="draft", **wrong)


def test_a_scope_needs_organisations_and_takes_the_active_ones_of_the_office() -> None:
    term = make_term(status="draft")
    staff = officer(term.office, Role.OFFICE_STAFF)
    with pytest.raises(Invalid):
        actions.take_snapshot(term, by=staff)
    kept, gone = make_organisation(term.office), make_organisation(term.office)
    make_organisation(make_office("county", parent=term.office))
    Organisation.objects.filter(pk=gone.pk).update(is_active=False)
    snapshot = actions.take_snapshot(term, by=staff, note="首次")
    assert [entry.organisation for entry in snapshot.entries.all()] == [kept]


def test_the_newest_scope_on_or_before_the_day_counts() -> None:
    term = make_term()
    staff = officer(term.office, Role.OFFICE_STAFF)
    make_organisation(term.office)
    actions.take_snapshot(term, by=staff, on=date(2025, 6, 1), note="调整")
    assert coverage(term, staff, date(2024, 12, 31)).snapshot is None
    assert coverage(term, staff, date(2025, 5, 31)).total.in_scope == 1
    assert coverage(term, staff, date(2025, 6, 1)).total.in_scope == 2


def test_formal_and_effective_coverage_are_told_apart() -> None:
    office = make_office()
    for sector in ("departments", "universities"):
        make_organisation(office, sector=sector)
    made = make_round_with_people("draft", office=office, organisations=2, term=make_term(office))
    staff = made.people["office_staff"]
    term = made.round.term
    actions.take_snapshot(term, by=staff)
    Task.objects.filter(pk=made.tasks[0].pk).update(
        entered_on=date(2026, 3, 2), concluded_on=date(2026, 6, 1)
    )
    Task.objects.filter(pk=made.tasks[1].pk).update(entered_on=date(2026, 3, 2))
    found = coverage(term, staff)
    assert (found.total.in_scope, found.total.entered, found.total.concluded, found.total.left) == (
        4,
        2,
        1,
        2,
    )
    assert (found.total.rate, found.total.effective_rate) == (50.0, 25.0)
    assert [(row.sector, row.in_scope, row.entered) for row in found.sectors] == [
        ("departments", 3, 2),
        ("universities", 1, 0),
    ]
    assert left_in(term, staff).count() == 2
    head = made.fresh("office_head")
    scope = Scope(term=term.pk)
    assert indicators.indicator("organisations_in_scope").value(scope, head) == 4
    assert indicators.indicator("organisations_covered").value(scope, head) == 2
    assert indicators.indicator("organisations_effectively_covered").value(scope, head) == 1
    assert indicators.indicator("organisations_inspected").value(scope, head) == 2
    assert indicators.indicator("sectors_inspected").value(scope, head) == 1


def test_what_does_not_count_or_lies_in_another_term_covers_nothing() -> None:
    made = make_round_with_people("on_site")
    staff, term = made.people["office_staff"], made.round.term
    actions.take_snapshot(term, by=staff)
    assert coverage(term, staff).total.entered == 1
    assert coverage(term, staff, BEGINNING - timedelta(days=1)).total.entered == 0
    Task.objects.update(counts_to_coverage=False)
    assert coverage(term, staff).total.entered == 0


def test_an_organisation_inspected_twice_covers_once() -> None:
    made = make_round_with_people("on_site")
    again = make_round_with_people("draft", office=made.office, organisations=0, kind="look_back")
    Task.objects.create(
        round=again.round,
        office=made.office,
        organisation=made.task.organisation,
        entered_on=timezone.localdate(),
    )
    staff, term = made.people["office_staff"], made.round.term
    actions.take_snapshot(term, by=staff)
    assert coverage(term, staff).total.entered == 1


def test_strangers_see_neither_terms_nor_coverage() -> None:
    above = make_office("province")
    office = make_office(parent=above)
    organisation = make_organisation(office)
    term = make_term(office)
    for person in (officer(office, Role.GROUP_MEMBER), officer(above, Role.OFFICE_STAFF)):
        assert list(Term.objects.visible_to(person)) == [term]
        assert coverage(term, person).total.in_scope == 1
    for stranger in (
        make_user(),
        make_administrator("system"),
        officer(make_office(parent=above), Role.OFFICE_HEAD),
        make_representative(organisation),
    ):
        assert not Term.objects.visible_to(stranger).exists()
        assert not ScopeEntry.objects.visible_to(stranger).exists()
        assert coverage(term, stranger).snapshot is None
        client = Client()
        client.force_login(stranger)
        assert client.get(term.get_absolute_url()).status_code == 404


def test_the_pages_of_a_term_open_and_forms_come_back() -> None:
    term = make_term()
    client = Client()
    client.force_login(officer(term.office, Role.OFFICE_STAFF))
    page = client.get(reverse("terms:coverage"), {"on": "2026-02-31"})
    assert page.status_code == 200
    for url in (
        term.get_absolute_url(),
        reverse("terms:coverage") + "?on=2020-01-01&term=x",
        reverse("terms:create"),
        reverse("terms:edit", args=[term.pk]),
        reverse("terms:take_snapshot", args=[term.pk]),
        "/ledgers/terms/",
        "/ledgers/scope/?entered=no",
    ):
        assert client.get(url).status_code == 200, url
    wrong = {
        "office": term.office_id,
        "name": "",
        "number": 9,
        "starts_on": "2026-01-01",
        "ends_on": "2025-01-01",
    }
    assert client.post(reverse("terms:create"), wrong).status_code == 422
    assert client.post(reverse("terms:take_snapshot", args=[term.pk]), {"on": "x"}).status_code == 422
    assert (
        client.post(reverse("terms:take_snapshot", args=[term.pk]), {"on": "2026-03-01"}).status_code == 302
    )
    assert term.snapshots.count() == 2
