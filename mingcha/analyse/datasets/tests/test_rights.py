"""Who sees and uses a data set: its office, and granted teams while authorised. Nobody else."""

from typing import Any

import ibis
import pytest

from mingcha.analyse.datasets import actions
from mingcha.analyse.datasets.models import Dataset, Grant, Load, Mapping, Version
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.models import Authorisation
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.bodies.models import Role
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.datasets import bring, checked, make_dataset, make_version
from mingcha.testing.foundation import make_administrator
from mingcha.testing.prepare import end_member, make_member, make_round, officer
from mingcha.testing.registry import make_office, make_representative

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    above = make_office("province")
    return make_site(office=make_office("city", parent=above))


@pytest.fixture
def dataset(site: Site) -> Dataset:
    made = make_dataset(by=site.staff, in_round=site.made.round)
    make_version(made, by=site.staff)
    return made


def sees(user: User, dataset: Dataset) -> bool:
    """Alike for the data set and all that belongs to it."""
    forget_rights(user)
    kinds: tuple[Any, ...] = (Dataset.objects.filter(pk=dataset.pk), dataset.versions, dataset.grants)
    found = {kind.model.objects.visible_to(user).filter(pk__in=kind.values("pk")).exists() for kind in kinds}
    assert len(found) == 1
    return bool(found.pop())


def test_the_office_and_the_granted_teams_see_it(site: Site, dataset: Dataset) -> None:
    for who in ("office_head", "office_staff", "leader", "deputy", "liaison", "member"):
        assert sees(site.person(who), dataset), who


def test_nobody_above_beside_or_inspected_sees_it(site: Site, dataset: Dataset) -> None:
    above = site.made.office.parent
    assert above is not None
    outsiders = [
        officer(above, Role.OFFICE_HEAD),
        officer(make_office("city", parent=above), Role.OFFICE_STAFF),
        officer(make_office("county", parent=site.made.office), Role.OFFICE_STAFF),
        make_representative(site.inspection.organisation),
        *(make_administrator(kind) for kind in ("system", "security", "audit")),
        *(officer(site.made.office, role) for role in (Role.GROUP_HEAD, Role.COMMITTEE_CLERK)),
        officer(site.made.office, Role.CASE_MANAGER),
    ]
    for user in outsiders:
        assert not sees(user, dataset)
        assert not Load.objects.visible_to(user).exists()
        assert not Mapping.objects.visible_to(user).exists()


def test_another_rounds_team_sees_it_only_once_granted(site: Site, dataset: Dataset) -> None:
    other = make_site(office=site.made.office)
    assert not sees(other.leader, dataset)
    grant = actions.grant_round(dataset, other.made.round, by=site.staff)
    assert sees(other.leader, dataset)
    actions.revoke_grant(grant, by=site.staff)
    assert not sees(other.leader, dataset)
    assert Event.objects.filter(action__in=["dataset.grant", "dataset.revoke"]).count() == 3


def test_rights_end_with_the_membership_and_with_the_authorisation(site: Site, dataset: Dataset) -> None:
    leaver = site.member
    end_member(site.made.team, leaver)
    assert not sees(leaver, dataset)
    standing = Authorisation.objects.get(round=site.made.round)
    teams.end_authorisation(standing, reason="提前结束", by=site.person("group_head"))
    assert not sees(site.leader, dataset)
    assert sees(site.staff, dataset)


def test_whoever_is_recused_or_has_not_declared_sees_nothing(site: Site, dataset: Dataset) -> None:
    late = make_member(site.made.team, declared=False)
    assert not sees(late, dataset)
    teams.declare_recusal(site.made.task, relation="kin", statement="近亲属", by=late)
    assert not sees(late, dataset)


def test_one_who_is_recused_from_one_task_does_not_see_the_rounds_data(site: Site) -> None:
    wider = make_site(office=site.made.office, organisations=2)
    made = make_dataset(by=wider.staff, in_round=wider.made.round)
    member = wider.member
    assert Dataset.objects.visible_to(member).filter(pk=made.pk).exists()
    late = make_member(wider.made.team, declared=False)
    first, second = wider.made.tasks
    teams.declare_recusal(first, relation="nothing", by=late)
    teams.declare_recusal(second, relation="kin", statement="近亲属", by=late)
    forget_rights(late)
    assert not Dataset.objects.visible_to(late).filter(pk=made.pk).exists()


def test_a_team_registers_for_its_own_round_only(site: Site) -> None:
    made = make_dataset(by=site.leader, in_round=site.made.round)
    assert made.office == site.made.office
    assert Grant.objects.get(dataset=made).round == site.made.round
    with pytest.raises(NotAllowed):
        make_dataset(by=site.leader, office=site.made.office)
    with pytest.raises(NotAllowed):
        make_dataset(by=site.leader, in_round=make_site().made.round)
    with pytest.raises(NotAllowed):
        make_dataset(by=make_representative(site.inspection.organisation), in_round=site.made.round)


def test_only_the_office_grants_and_only_to_its_own_open_rounds(site: Site, dataset: Dataset) -> None:
    other = make_round("on_site", office=site.made.office)
    with pytest.raises(NotAllowed):
        actions.grant_round(dataset, other, by=site.leader)
    with pytest.raises(Invalid):
        actions.grant_round(dataset, make_round("on_site"), by=site.staff)
    with pytest.raises(NotNow):
        actions.grant_round(dataset, make_round("stopped", office=site.made.office), by=site.staff)
    with pytest.raises(Invalid, match="已可使用"):
        actions.grant_round(dataset, site.made.round, by=site.staff)


def test_a_load_is_its_owners_alone(site: Site, dataset: Dataset) -> None:
    load = bring(dataset, by=site.member)
    assert not Load.objects.visible_to(site.staff).exists()
    for act in (actions.check_load, actions.load_version, actions.discard_load):
        with pytest.raises(NotAllowed):
            act(load, by=site.staff)
    done = checked(dataset, by=site.member)
    end_member(site.made.team, site.member)
    with pytest.raises(NotAllowed):
        actions.load_version(done, by=site.member)


def test_rows_are_opened_by_nobody_who_does_not_see_them(site: Site, dataset: Dataset) -> None:
    version = Version.objects.get()
    stranger = make_representative(site.inspection.organisation)
    before = Event.objects.count()
    with pytest.raises(NotAllowed):
        actions.open_version(ibis.duckdb.connect(), version, by=stranger, purpose="看看")
    with pytest.raises(NotAllowed):
        actions.aside_workbook(version, by=stranger)
    assert Event.objects.count() == before
