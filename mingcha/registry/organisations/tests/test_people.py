"""Leading persons and representatives, now and earlier."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mingcha.foundation.accounts.actions import set_administration
from mingcha.foundation.refusals import Invalid, NotNow
from mingcha.registry.organisations import actions
from mingcha.registry.organisations.models import LeadingPerson, Representative
from mingcha.registry.organisations.queries import principal_of, representatives_of
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.registry import keeper, make_organisation, make_principal, security

pytestmark = pytest.mark.django_db


def test_a_new_principal_follows_only_when_the_earlier_one_has_ended_or_is_succeeded() -> None:
    organisation = make_organisation()
    by, earlier = keeper(organisation.office), make_principal(organisation)
    with pytest.raises(NotNow):
        actions.appoint_person(organisation, name="测试乙", post="书记", is_principal=True, by=by)
    new = actions.appoint_person(
        organisation, name="测试乙", post="书记", is_principal=True, succeeds=True, by=by
    )
    earlier.refresh_from_db()
    assert earlier.until == new.since
    assert principal_of(organisation) == new
    assert organisation.leading_persons.count() == 2


def test_a_term_ends_once_between_its_first_day_and_today() -> None:
    organisation = make_organisation()
    person = make_principal(organisation, since=date(2024, 1, 1))
    by = keeper(organisation.office)
    for until in (date(2023, 1, 1), timezone.localdate() + timedelta(days=1)):
        with pytest.raises(Invalid):
            actions.end_person(person, until=until, by=by)
    actions.end_person(person, by=by)
    with pytest.raises(NotNow):
        actions.end_person(person, by=by)


def test_an_administrator_does_not_represent_and_a_representative_does_not_administer() -> None:
    organisation = make_organisation()
    by, user = keeper(organisation.office), make_user()
    with pytest.raises(Invalid):
        actions.add_representative(organisation, make_administrator("audit"), by=by)
    acting = actions.add_representative(organisation, user, by=by)
    assert list(representatives_of(organisation)) == [user]
    with pytest.raises(Invalid):
        actions.add_representative(organisation, user, by=by)
    with pytest.raises(NotNow):
        set_administration(user, "audit", by=security())
    actions.end_representative(acting, by=by)
    set_administration(user, "audit", by=security())
    assert not representatives_of(organisation).exists()


def test_many_people_and_representatives_follow_the_same_rules() -> None:
    organisation = make_organisation()
    by, today = keeper(organisation.office), timezone.localdate()
    two = [
        LeadingPerson(organisation=organisation, name=name, post="书记", is_principal=True, since=today)
        for name in ("测试甲", "测试乙")
    ]
    with pytest.raises(Invalid):
        actions.appoint_people_many(two, by=by)
    two[0].until = today
    assert len(actions.appoint_people_many(two, by=by)) == 2
    administrator = Representative(organisation=organisation, user=make_administrator("system"), since=today)
    with pytest.raises(Invalid):
        actions.add_representatives_many([administrator], by=by)
