"""What a team wrote on its laptop and in the office comes together: the laptop played by a partner."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from mingcha.conduct.findings.actions import papers
from mingcha.conduct.findings.exchanging import EVIDENCE
from mingcha.conduct.findings.models import Evidence, WorkingPaper
from mingcha.conduct.petitions import actions as petitions
from mingcha.conduct.petitions.exchanging import PETITIONS
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.audit.models import Event
from mingcha.foundation.exchange import actions
from mingcha.foundation.exchange.merging import GONE, HERE, KEEP, PASTS, REMOVED, Author, Past
from mingcha.foundation.exchange.models import Channel, Copy, Package
from mingcha.foundation.exchange.packages.declarations import Item
from mingcha.foundation.exchange.places import place_of
from mingcha.foundation.exchange.sharing import Shared
from mingcha.foundation.records import new_id
from mingcha.foundation.refusals import NotNow
from mingcha.testing.conduct import Site, make_petition, make_site
from mingcha.testing.exchange import Partner, bring, make_channel
from mingcha.testing.findings import make_paper

pytestmark = pytest.mark.django_db
DAY = "2026-03-05"
LAPTOP = Author("laptop", "组员", DAY)


@dataclass
class Laptop:
    """The other side as far as a test needs it: the pasts that it knows, and packages of them."""

    site: Site
    channel: Channel
    partner: Partner
    pasts: dict[tuple[str, UUID], Past] = field(default_factory=dict)

    def reads(self) -> None:
        """The next package of the office."""
        package = actions.write_package(self.channel, by=self.site.staff)
        _head, records, _files = self.partner.reads(place_of(package).read_bytes())
        for record in records:
            if "past" in record.fields:
                told = Past.of(record.read(dict[str, PASTS])["past"])
                self.pasts.setdefault((record.kind, record.id), Past()).merge(told)

    def says(self, shared: Shared, record: Any, on: str = DAY, **values: Any) -> None:
        past = self.pasts.setdefault((shared.name, getattr(record, "pk", record)), Past())
        past.note(values, Author("laptop", "组员", on))

    def hands_in(self, *kinds: str) -> Package:
        items = [
            Item(kind, key, {"past": past.as_json()})
            for (kind, key), past in self.pasts.items()
            if kind in kinds or not kinds
        ]
        return bring(self.partner.writes(items), by=self.site.staff)


@pytest.fixture
def site() -> Site:
    return make_site()


@pytest.fixture
def laptop(site: Site) -> Laptop:
    given = {"inspection": site.inspection.pk, "name": "单机版"}
    channel, partner = make_channel(site.inspection.office_id, by=site.staff, partner="laptop", **given)
    return Laptop(site, channel, partner)


@pytest.fixture
def petition(site: Site) -> Petition:
    return make_petition(site.inspection, by=site.member, complainant="信访人甲", named=True)


@pytest.mark.parametrize("count", [1, 30])  # below and above what is copied in bulk
def test_new_and_changed_records_come_in_and_both_sides_changes_meet(
    site: Site, laptop: Laptop, count: int
) -> None:
    known = [make_petition(site.inspection, by=site.member) for _number in range(count)]
    laptop.reads()
    for number, one in enumerate(known):
        laptop.says(PETITIONS, one, result=f"单机版结果{number}")
        Petition.objects.filter(pk=one.pk).update(summary=f"办公室摘要{number}")
    pattern = PETITIONS.own(known[0]) | {"activities": []}
    new = [new_id() for _number in range(count)]
    for number, key in enumerate(new):
        laptop.says(PETITIONS, key, **pattern | {"number": f"L{number}", "content": f"新件{number}"})
    package = laptop.hands_in("field.petition")
    assert (package.outcome, package.changed) == ("applied", {"field.petition": 2 * count}), package.reason
    for number, one in enumerate(known):
        one.refresh_from_db()
        assert (one.result, one.summary) == (f"单机版结果{number}", f"办公室摘要{number}")
    assert set(Petition.objects.filter(pk__in=new).values_list("number", "content")) == {
        (f"L{number}", f"新件{number}") for number in range(count)
    }
    assert not Copy.objects.in_conflict().exists()


def test_two_records_that_got_one_number_are_told_apart(
    site: Site, laptop: Laptop, petition: Petition
) -> None:
    laptop.reads()
    laptop.says(PETITIONS, new_id(), **PETITIONS.own(petition) | {"activities": [], "content": "另一件"})
    assert laptop.hands_in("field.petition").outcome == "applied"
    numbers = Petition.objects.values_list("content", "number")
    assert sorted(number for _content, number in numbers) == [petition.number, f"{petition.number}-2"]
    assert dict(numbers)["另一件"] == f"{petition.number}-2"


def test_what_both_changed_waits_for_a_person_and_the_choice_goes_back(
    site: Site, laptop: Laptop, petition: Petition
) -> None:
    laptop.reads()
    laptop.says(PETITIONS, petition, summary="单机版摘要")
    Petition.objects.filter(pk=petition.pk).update(summary="办公室摘要")
    laptop.hands_in("field.petition")
    copy = Copy.objects.in_conflict().get()
    heads = actions.open_past(copy, by=site.leader).heads("summary")
    chosen = next(one for one in heads if one.value == "单机版摘要")
    actions.settle_conflicts(copy, {"summary": chosen.id}, by=site.leader)
    assert not Copy.objects.in_conflict().exists()
    petition.refresh_from_db()
    assert petition.summary == "单机版摘要"
    laptop.reads()
    past = laptop.pasts["field.petition", petition.pk]
    assert (past.conflicts(), past.shown()["summary"]) == ([], "单机版摘要")


def test_a_sealed_field_is_sealed_anew_and_bound_to_its_record(
    site: Site, laptop: Laptop, petition: Petition
) -> None:
    laptop.reads()
    past = laptop.pasts["field.petition", petition.pk]
    assert past.shown()["complainant_sealed"] == "信访人甲"
    laptop.says(PETITIONS, petition, complainant_sealed="信访人乙")
    laptop.hands_in("field.petition")
    petition.refresh_from_db()
    assert "信访人乙".encode() not in bytes(petition.complainant_sealed or b"")
    assert petitions.reveal_complainant(petition, by=site.leader, reason="核对") == "信访人乙"


def test_records_of_another_inspection_are_refused(site: Site, laptop: Laptop) -> None:
    elsewhere = make_site()
    other = make_petition(elsewhere.inspection, by=elsewhere.member)
    laptop.says(PETITIONS, other, summary="改别人的")
    package = laptop.hands_in("field.petition")
    assert package.outcome == "refused"
    other.refresh_from_db()
    assert other.summary != "改别人的"


# Removals


@pytest.fixture
def evidence(site: Site) -> Evidence:
    paper = make_paper(site)
    return paper.evidence.get()


def test_what_the_office_removed_goes_from_the_laptop_too(laptop: Laptop, evidence: Evidence) -> None:
    laptop.reads()
    theirs = laptop.pasts["field.evidence", evidence.pk]
    papers.remove_evidence(evidence, by=laptop.site.member)
    laptop.reads()
    assert theirs.fate() == GONE
    assert laptop.hands_in("field.evidence").changed == {"field.evidence": 0}
    assert not Evidence.objects.exists()


def test_what_the_laptop_removed_goes_from_the_office(laptop: Laptop, evidence: Evidence) -> None:
    laptop.reads()
    laptop.pasts["field.evidence", evidence.pk].remove(LAPTOP)
    assert laptop.hands_in("field.evidence").changed == {"field.evidence": 1}
    assert not Evidence.objects.exists()
    assert Event.objects.get(action="evidence.exchange_remove").subject_id == str(evidence.pk)
    with pytest.raises(NotNow):  # the laptop has it all: nothing goes back
        actions.write_package(laptop.channel, by=laptop.site.staff)


@pytest.mark.parametrize("removed_here", [True, False])
@pytest.mark.parametrize("kept", [True, False])
def test_a_removal_that_meets_a_change_waits_for_a_person(
    laptop: Laptop, evidence: Evidence, removed_here: bool, kept: bool
) -> None:
    laptop.reads()
    theirs = laptop.pasts["field.evidence", evidence.pk]
    if removed_here:
        laptop.says(EVIDENCE, evidence, page_range="第3页")
        papers.remove_evidence(evidence, by=laptop.site.member)
    else:
        Evidence.objects.filter(pk=evidence.pk).update(page_range="第3页")
        theirs.remove(LAPTOP)
    laptop.hands_in("field.evidence")
    assert Evidence.objects.get().page_range == "第3页"
    copy = Copy.objects.in_conflict().get()
    choices = actions.open_past(copy, by=laptop.site.leader).choices(REMOVED)
    chosen = KEEP if kept else (choices - {KEEP}).pop()
    actions.settle_conflicts(copy, {REMOVED: chosen}, by=laptop.site.leader)
    assert Evidence.objects.exists() is kept
    assert not Copy.objects.in_conflict().exists()
    laptop.reads()
    assert theirs.fate() == (HERE if kept else GONE)


def test_evidence_of_a_paper_that_went_on_stays_until_a_person_has_chosen(
    laptop: Laptop, evidence: Evidence
) -> None:
    laptop.reads()
    laptop.pasts["field.evidence", evidence.pk].remove(LAPTOP)
    WorkingPaper.objects.filter(pk=evidence.paper_id).update(status=WorkingPaper.Status.DEPUTY_REVIEW)
    laptop.hands_in("field.evidence")
    assert Evidence.objects.exists()
    copy = Copy.objects.in_conflict().get()
    removal = (actions.open_past(copy, by=laptop.site.leader).choices(REMOVED) - {KEEP}).pop()
    with pytest.raises(NotNow):
        actions.settle_conflicts(copy, {REMOVED: removal}, by=laptop.site.leader)
    actions.settle_conflicts(copy, {REMOVED: KEEP}, by=laptop.site.leader)
    assert Evidence.objects.exists()
    assert not Copy.objects.in_conflict().exists()
