"""Writing and proving a working paper, and who sees it."""

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.handlers import nothing_unsigned
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.findings.workflow import PAPERS
from mingcha.conduct.inspections.signals import closing
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit.models import Event
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow
from mingcha.prepare.teams.models import RecusalDeclaration
from mingcha.prepare.teams.queries import forget_rights
from mingcha.testing.conduct import Site, make_activity, make_petition, make_site
from mingcha.testing.findings import (
    FOUND,
    make_evidence,
    make_paper,
    representative,
)
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.prepare import end_member
from mingcha.testing.registry import make_office, make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return make_site()


# Writing


def test_only_author_and_agents_write_a_draft(site: Site) -> None:
    paper = make_paper(site)
    with pytest.raises(NotAllowed):
        actions.edit_paper(paper, by=site.person("deputy"), revision=0, title="改")
    actions.edit_paper(paper, by=site.person("liaison"), revision=0, title="改")
    assert paper.title == "改"
    assert set(paper.writers) == {site.member.pk, site.person("liaison").pk}


def test_a_paper_under_review_is_locked(site: Site) -> None:
    paper = make_paper(site, "deputy_review")
    with pytest.raises(NotNow):
        actions.edit_paper(paper, by=site.member, revision=0, title="改")
    with pytest.raises(NotNow):
        make_evidence(paper, by=site.member)
    with pytest.raises(NotNow):
        actions.remove_evidence(paper.evidence.get(), by=site.member)


def test_the_second_of_two_who_save_is_told(site: Site) -> None:
    paper = make_paper(site)
    actions.edit_paper(paper, by=site.member, revision=0, title="先")
    with pytest.raises(NotNow):
        actions.edit_paper(paper, by=site.person("liaison"), revision=0, title="后")
    paper.refresh_from_db()
    assert paper.title == "先"


def test_new_facts_must_be_put_to_the_organisation_again(site: Site) -> None:
    paper = make_paper(site)
    actions.edit_paper(paper, by=site.member, revision=0, discovery="另行发现")
    assert paper.organisation_opinion == "agree"
    actions.edit_paper(paper, by=site.member, revision=1, facts="新的事实")
    assert (paper.organisation_opinion, paper.opinion_by) == ("none", "")


def test_the_organisation_is_asked_before_the_leaders_review_only(site: Site) -> None:
    paper = make_paper(site, "leader_review")
    with pytest.raises(NotNow):
        actions.record_opinion(paper, by=site.member, organisation_opinion="agree", opinion_on=FOUND)


@pytest.mark.parametrize("status", ["preparing", "notified", "awaiting_feedback"])
def test_papers_are_written_from_entry_until_the_report_is_decided(status: str) -> None:
    site = make_site(status)
    with pytest.raises(NotNow):
        make_paper(site)


# Evidence and sources


def test_a_confirmed_record_is_evidence_with_the_digest_of_its_text(site: Site) -> None:
    paper = make_paper(site, evidence=False)
    talk = make_activity(site.inspection, by=site.member, status="confirmed")
    item = actions.add_evidence(paper, by=site.member, kind="talk", activity=talk)
    assert (len(item.digest), item.title) == (64, str(talk))


def test_a_draft_record_is_no_evidence(site: Site) -> None:
    paper = make_paper(site, evidence=False)
    with pytest.raises(Invalid):
        actions.add_evidence(
            paper, by=site.member, kind="talk", activity=make_activity(site.inspection, by=site.member)
        )


def test_evidence_is_a_file_or_a_record_not_both(site: Site) -> None:
    paper = make_paper(site, evidence=False)
    talk = make_activity(site.inspection, by=site.member, status="confirmed")
    upload = ContentFile(b"x", name="x.txt")
    for given in ({}, {"activity": talk, "upload": upload}):
        with pytest.raises(Invalid):
            actions.add_evidence(paper, by=site.member, kind="talk", **given)


def test_activities_and_petitions_of_elsewhere_are_refused(site: Site) -> None:
    other = make_site()
    with pytest.raises(Invalid):
        make_paper(site, activities=[make_activity(other.inspection, by=other.member)])
    own = make_petition(site.inspection, by=site.member)
    assert list(make_paper(site, petitions=[own]).petitions.all()) == [own]


# Who sees


def test_nobody_else_sees_papers(site: Site) -> None:
    paper = make_paper(site, "filed")
    above = make_officer(make_office("province"))
    make_office()
    beside = make_officer(make_office())
    strangers = [
        above,
        beside,
        representative(site),
        make_user(),
        *map(make_administrator, ("system", "security", "audit")),
    ]
    strangers.append(site.person("group_head"))
    for user in strangers:
        assert not WorkingPaper.objects.visible_to(user).exists(), user
    for who in ("leader", "deputy", "liaison", "member", "office_staff", "office_head"):
        assert list(WorkingPaper.objects.visible_to(site.person(who))) == [paper]


def test_the_office_above_does_not_see_papers() -> None:
    province = make_office("province")
    site = make_site(office=make_office("city", parent=province))
    make_paper(site)
    assert not WorkingPaper.objects.visible_to(make_officer(province)).exists()


def test_another_team_and_one_who_left_see_nothing(site: Site) -> None:
    make_paper(site)
    other = make_site(office=site.made.office)
    assert not WorkingPaper.objects.visible_to(other.member).exists()
    gone = site.member
    end_member(site.made.team, gone)
    assert not WorkingPaper.objects.visible_to(site.person("member")).exists()


def test_the_recused_see_and_do_nothing(site: Site) -> None:
    paper = make_paper(site)
    staff, liaison = site.staff, site.person("liaison")
    for user in (staff, liaison):
        recuse(site, user)
        assert not WorkingPaper.objects.visible_to(user).exists()
        assert PAPERS.available(paper, user) == []


def recuse(site: Site, user: User) -> None:
    row = {
        "task": site.inspection.task,
        "user": user,
        "relation": "kin",
        "statement": "亲属",
        "declared_on": FOUND,
    }
    RecusalDeclaration.objects.filter(task=site.inspection.task, user=user).delete()
    RecusalDeclaration.objects.create(office=site.made.office, **row)
    forget_rights(user)


def test_the_archive_waits_for_unsigned_papers(site: Site) -> None:
    paper = make_paper(site)
    assert len(nothing_unsigned(None, inspection=site.inspection)) == 1
    PAPERS.perform(paper, "drop", by=site.member, note="查无实据")
    assert nothing_unsigned(None, inspection=site.inspection) == []
    assert nothing_unsigned in [found() for _key, found, *_rest in closing.receivers]


def test_every_write_is_on_the_trail(site: Site) -> None:
    paper = make_paper(site, "filed")
    actions_seen = set(Event.objects.filter(subject_id=str(paper.pk)).values_list("action", flat=True))
    assert actions_seen == {
        "paper.create",
        "paper.evidence",
        "paper.submit",
        "paper.pass",
        "paper.sign",
        "paper.file",
    }
    assert paper.filed_on == FOUND <= timezone.localdate()
