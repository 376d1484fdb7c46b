"""A small country for the tests of the whole: four offices, everyone, one of everything.

Built once for each module (`world`), inside a transaction that is rolled back at its end. Names of
people and of records are the words the tests' tables are written in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client

from mingcha.analyse.matching.actions import decide
from mingcha.conclude.feedback.models import FeedbackOpinion
from mingcha.conclude.meetings import actions as meetings
from mingcha.conclude.meetings.models import Decision
from mingcha.conclude.reports.models import Report
from mingcha.conduct.field.actions import make_edition
from mingcha.conduct.inspections import actions as inspections
from mingcha.conduct.inspections.workflow import COMMENTS, PROMPTS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.merging import Author, Past
from mingcha.foundation.exchange.models import Channel, Copy
from mingcha.foundation.exchange.packages.declarations import Item as Travelling
from mingcha.foundation.exchange.sharing import shared_by_name
from mingcha.foundation.files import actions as files
from mingcha.oversee.guidance import actions as guidance
from mingcha.oversee.levels.models import LevelPaper
from mingcha.prepare.briefs import actions as briefs
from mingcha.prepare.briefs.models import Checklist
from mingcha.prepare.papers.actions import publish_template, template_for
from mingcha.prepare.rounds.models import Round
from mingcha.prepare.rounds.workflow import WORKFLOW as ROUNDS
from mingcha.prepare.teams import actions as teams
from mingcha.prepare.teams.models import Authorisation, RecusalDeclaration
from mingcha.prepare.teams.queries import forget_rights
from mingcha.prepare.training.models import Pledge
from mingcha.registry.bodies.models import Body, Kind, Role
from mingcha.resolve.leads.models import LeadResult
from mingcha.resolve.rectification.models import Item, Plan, Progress
from mingcha.resolve.results import actions as results
from mingcha.resolve.results import models as kept
from mingcha.resolve.results.workflow import WORKFLOW as SUGGESTIONS
from mingcha.testing.briefs import make_question, make_request
from mingcha.testing.clues import make_clue, make_own_model, make_run
from mingcha.testing.conclude import leave, make_meeting
from mingcha.testing.conduct import Site, make_activity, make_petition, make_site
from mingcha.testing.datasets import make_dataset, make_version
from mingcha.testing.exchange import make_keys
from mingcha.testing.findings import make_finding, make_immediate, make_paper, representative
from mingcha.testing.forming import make_forming_round, make_team_proposal
from mingcha.testing.foundation import make_administrator, make_user
from mingcha.testing.intake import make_code, make_questionnaire, make_report
from mingcha.testing.matching import make_lists, make_match
from mingcha.testing.plans import make_work_plan
from mingcha.testing.prepare import (
    BEGINNING,
    Made,
    authorise,
    end_member,
    make_member,
    make_round_with_people,
    officer,
)
from mingcha.testing.registry import make_office, make_principal
from mingcha.testing.resolve import (
    body_beside,
    make_lead,
    make_plan,
    make_transfer,
    supervisor,
    work_on,
)
from mingcha.testing.schedule import make_proposal
from mingcha.testing.talent import make_leader, make_talent

TEAM = ("leader", "deputy", "liaison", "member")
ADMINISTRATORS = ("system", "security", "audit")


@dataclass
class World:
    """Who there is, and one record of every kind."""

    people: dict[str, User] = field(default_factory=dict)
    records: dict[str, Any] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)

    def person(self, name: str) -> User:
        """With their rights read once for all the module."""
        return self.people[name]

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name])
        return client


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The country, for as long as one module's tests run."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


def build() -> World:
    """Everyone and everything, made through the actions."""
    made = World()
    above = make_office("province", name="上级")
    city = make_office("city", name="本级", parent=above)
    beside = make_office("city", name="旁边", parent=above)
    below = make_office("county", name="下级", parent=city)
    _add_officers(made, city, beside, above, below)
    _add_site_at_work(made, city)
    _add_site_long_after(made, city)
    _add_site_beside(made, beside)
    _add_site_whose_rights_ended(made, city)
    _add_what_the_office_keeps(made, city, below)
    _add_schedule(made, city)
    _add_pools(made, city)
    for kind in ADMINISTRATORS:
        made.people[kind] = User.objects.filter(administration=kind).first() or make_administrator(kind)
    made.people["nobody"] = make_user()
    for user in made.people.values():
        forget_rights(user)
    return made


def _add_officers(made: World, city: Body, beside: Body, above: Body, below: Body) -> None:
    for role in Role.values:
        made.people[role] = officer(city, role)
    for name, office in (("above", above), ("beside", beside), ("below", below)):
        made.people[f"{name}_staff"] = officer(office, Role.OFFICE_STAFF)
        made.people[f"{name}_group"] = officer(office, Role.GROUP_HEAD)
        made.people[f"{name}_case"] = officer(office, Role.CASE_MANAGER)
    made.people["below_head"] = officer(below, Role.OFFICE_HEAD)


def _add_site_at_work(made: World, city: Body) -> None:
    """A round on site: two organisations, one team, one member recused from the first and one who left."""
    round_made = make_round_with_people("forming", office=city, organisations=2)
    recused = make_member(round_made.team, declared=False)
    first, second = round_made.tasks
    tie = teams.declare_recusal(first, relation="kin", statement="近亲属在该单位任职", by=recused)
    teams.declare_recusal(second, relation="nothing", by=recused)
    teams.decide_recusal(tie, granted=True, by=round_made.people["office_head"], reason="应当回避")
    gone = make_member(round_made.team)
    _get_ready(round_made)
    site = make_site("on_site", made=round_made)
    end_member(round_made.team, gone)
    made.sites["work"] = site
    make_principal(site.inspection.organisation)
    made.people |= {name: round_made.members[name] for name in TEAM}
    made.people |= {"recused": recused, "gone": gone, "representative": representative(site)}
    made.records |= {
        "term": round_made.round.term,
        "round": round_made.round,
        "task": first,
        "team": round_made.team,
        "membership": round_made.team.memberships.get(user=round_made.members["member"]),
        "authorisation": Authorisation.objects.get(round=round_made.round),
        "training": round_made.round.trainings.get(),
        "pledge": Pledge.objects.get(round=round_made.round, user=round_made.members["member"]),
        "recusal": RecusalDeclaration.objects.get(user=recused, task=first),
        "organisation": site.inspection.organisation,
        "inspection": site.inspection,
    }
    _add_before_entry(made, site)
    _add_work(made, site)
    _add_data(made, site)
    _add_matching(made, site)
    _add_clues(made, site)
    _add_exchange(made, site)
    _add_field_edition(made, site)
    _add_reporting(made, site)


def _get_ready(round_made: Made) -> None:
    authorise(round_made)
    ROUNDS.perform(round_made.round, "prepare", by=round_made.people["office_staff"])
    round_made.round = Round.objects.get(pk=round_made.round.pk)


def _add_before_entry(made: World, site: Site) -> None:
    """A list asked, answered and returned for supplement; a question; a checklist; template and papers."""
    on = site.made
    request = make_request(on, "returned")
    question = make_question(on, request=request)
    briefs.load_checklists()
    standard = Checklist.objects.get(office=None)
    own = briefs.revise_checklist(
        standard, office=on.office, items=[("五必查", "会议记录")], note="本级", by=site.head
    )
    briefs.choose_checklist(on.round, own, by=site.staff)
    standard_plan = template_for(on.office.pk, "plan")
    template = publish_template(
        standard_plan,
        office=on.office,
        title="{轮次名称}方案",
        parts=[("对象", "{巡察对象}")],
        note="本级",
        by=site.head,
    )
    handbook = make_work_plan(on, "returned", kind="handbook")
    made.records |= {
        "draft_list_request": make_request(on, "draft", kind="duty"),
        "list_request": request,
        "list_line": request.lines.get(),
        "question": question,
        "responsibility": briefs.note_responsibility(
            question, kind="main", bearer="测试单位党组", basis="党组工作条例", by=on.fresh("member")
        ),
        "checklist": own,
        "template": template,
        "check": site.inspection.task.checks.earliest("created_at"),
        "work_plan": make_work_plan(on, "in_review"),
        "handbook": handbook,
        "plan_comment": handbook.comments.get(),
    }


def _add_work(made: World, site: Site) -> None:
    on, leader = site.inspection, site.leader
    signed = make_paper(site, "signed")
    made.records |= {
        "talk": make_activity(on, "talk", by=leader, inspectors=[leader, site.member]),
        "hearing": make_activity(on, "hearing", by=leader, status="confirmed"),
        "mid_term": make_activity(on, "mid_term", by=site.staff),
        "petition": make_petition(on, by=site.member),
        "paper": make_paper(site),
        "signed_paper": signed,
        "evidence": signed.evidence.get(),
        "evidence_file": signed.evidence.get().file,
        "draft_finding": make_finding(site, "draft", paper=signed),
        "finding": make_finding(site, "confirmed", paper=signed),
        "immediate": make_immediate(site),
        "issued_immediate": make_immediate(site, "issued"),
        "lead": make_lead(site),
        "sent_lead": make_lead(site, "transferred"),
    }
    paper = ContentFile("附件".encode(), name="附件.txt")
    made.records["attachment"] = files.attach(made.records["petition"], paper, by=site.member)
    named = ContentFile("名册".encode(), name=f"{site.inspection.organisation}名册.txt")
    made.records["round_file"] = files.attach(site.made.round, named, by=site.staff)
    slides = ContentFile("课件".encode(), name=f"{site.inspection.organisation}情况课件.txt")
    made.records["training_file"] = files.attach(made.records["training"], slides, by=site.staff)


def _add_data(made: World, site: Site) -> None:
    """A data set of the round with one version, which a member of the team loaded."""
    made.records["dataset"] = make_dataset(by=site.staff, in_round=site.made.round)
    made.records["version"] = make_version(made.records["dataset"], by=site.member)


def _add_matching(made: World, site: Site) -> None:
    """Two lists matched for the inspection; one pair waits for a person, one is decided."""
    lists = make_lists(site.made.round, by=site.staff)
    made.records["match"] = match = make_match(lists, by=site.member, task=site.inspection.task)
    made.records["pair"], made.records["decided_pair"] = match.pairs.doubtful()[:2]
    decide(made.records["decided_pair"], same=True, by=site.member)


def _add_clues(made: World, site: Site) -> None:
    """A run with its clues, one of them judged, and a model of the office's own under review."""
    made.records["run"] = make_run(site)
    made.records["proposed_clue"] = make_clue(site, "proposed", which=1)
    made.records["clue"] = make_clue(site, which=2)
    made.records["own_model"] = make_own_model(site, "review")


def _add_exchange(made: World, site: Site) -> None:
    """Comments and prompts, drawn up and issued."""
    values = {"text": "抓紧补充证据", "given_on": BEGINNING, "due_on": date(2026, 4, 1)}
    for name in ("draft_comment", "comment"):
        made.records[name] = inspections.create_comment(site.inspection, by=site.staff, **values)
    COMMENTS.perform(made.records["comment"], "issue", by=site.staff)
    where = {"round": site.made.round, "team": site.made.team, "title": "工作提示"}
    for name in ("draft_prompt", "prompt"):
        made.records[name] = inspections.create_prompt(by=site.staff, **where, **values)
    PROMPTS.perform(made.records["prompt"], "issue", by=site.staff)


def _add_field_edition(made: World, site: Site) -> None:
    """The team works on a laptop as well, and its office has another above it to exchange with."""
    make_keys()
    with TemporaryDirectory() as folder:
        given = {"to": Path(folder) / "edition", "passphrase": "一句 很长 的 口令 用于 测试"}
        made.records["edition"] = edition = make_edition(site.inspection, by=site.staff, **given)
    made.records["laptop_channel"] = edition.channel
    made.records["laptop_package"] = edition.channel.packages.get()
    told = {
        "title": "下级统计",
        "kind": "tally",
        "sender": "下级",
        "stated_on": BEGINNING,
        "lines": [["项目", "1"]],
    }
    made.records["level_paper"] = LevelPaper.objects.create(
        office_id=edition.office_id, channel=edition.channel, **told
    )
    paper = made.records["paper"]
    made.records["shared_paper"] = Copy.objects.get(kind="field.paper", record=paper.pk)
    _differ(made, edition.channel, site)


def _differ(made: World, channel: Channel, site: Site) -> None:
    """The laptop wrote something else in the summary of a petition than the office did."""
    petition, there = made.records["petition"], Past()
    there.note({"summary": "单机版写的摘要"}, Author("0" * 32, "组员", str(BEGINNING)))
    came = Travelling("field.petition", petition.pk, {"past": there.as_json()})
    with transaction.atomic():
        shared_by_name(came.kind).kind.apply([came], channel=channel, by=site.staff)
    made.records["conflict"] = Copy.objects.get(kind=came.kind, record=petition.pk)


def _add_reporting(made: World, site: Site) -> None:
    """Keys, a code, a sealed report in real name and two questionnaires of the inspection at work."""
    code = make_code(site)
    made.records |= {
        "keys": code.keys,
        "code": code,
        "sealed_report": make_report(site, identity={"name": "测试举报人"}),
        "draft_questionnaire": make_questionnaire(site),
        "questionnaire": make_questionnaire(site, "published"),
    }


def _add_site_long_after(made: World, city: Body) -> None:
    """Another round of the same office, come as far as rectification."""
    site = leaving_site(city)
    plan: Plan = make_plan(site, "accepted")
    site.inspection.refresh_from_db()
    item = plan.items.order_by("order")[0]
    work_on(site, item, "done_unchecked")
    made.sites["after"] = site
    made.people |= {f"after_{name}": site.made.members[name] for name in TEAM}
    made.people["after_representative"] = representative(site)
    report = Report.objects.get(inspection=site.inspection)
    opinion = FeedbackOpinion.objects.get(inspection=site.inspection)
    decision = Decision.objects.filter(inspection=site.inspection).earliest("created_at")
    made.records |= {
        "after_inspection": site.inspection,
        "report": report,
        "feedback": opinion,
        "issue": opinion.issues.earliest("created_at"),
        "decision": decision,
        "meeting": decision.meeting,
        "plan": plan,
        "item": Item.objects.get(pk=item.pk),
        "progress": Progress.objects.filter(item=item).earliest("created_at"),
    }
    minutes = make_meeting(site, status="draft", decides=False)
    made.records["minutes"] = minutes
    made.records["named"] = meetings.name_matter(
        minutes,
        site.inspection,
        kind="person",
        name="测试壬",
        decision="核查",
        carried_out_by="纪委",
        by=site.staff,
    )


def leaving_site(office: Body) -> Site:
    """A site of this office whose team has just left, with one confirmed finding."""
    site = make_site("on_site", office=office)
    make_finding(site)
    make_activity(site.inspection, by=site.leader, status="confirmed")
    return leave(site)


def _add_site_beside(made: World, beside: Body) -> None:
    """The office beside has a team on site too."""
    site = make_site("on_site", office=beside)
    make_finding(site, "draft")
    made.sites["beside"] = site
    made.people |= {f"beside_{name}": site.made.members[name] for name in ("leader", "member")}
    made.people["beside_representative"] = representative(site)


def _add_site_whose_rights_ended(made: World, city: Body) -> None:
    """A team that did its work; then its authorisation was ended."""
    site = make_site("on_site", office=city)
    paper = make_paper(site, "signed")
    lead = make_lead(site, "closed")
    made.records |= {
        "ended_inspection": site.inspection,
        "ended_round": site.made.round,
        "ended_talk": make_activity(
            site.inspection, "talk", by=site.leader, inspectors=[site.leader, site.member]
        ),
        "ended_petition": make_petition(site.inspection, by=site.member),
        "ended_paper": paper,
        "ended_finding": make_finding(site, "draft", paper=paper),
        "ended_lead": lead,
        "ended_clue": make_clue(site, which=11),
        "ended_dataset": make_dataset(by=site.staff, in_round=site.made.round),
        "letter": lead.transfer,
        "draft_letter": make_transfer(site, [make_lead(site, "approved")]),
        "result": LeadResult.objects.filter(lead=lead).earliest("created_at"),
    }
    made.sites["ended"] = site
    standing = Authorisation.objects.get(round=site.made.round)
    teams.end_authorisation(standing, reason="提前结束", by=site.person("group_head"))
    made.people |= {f"ended_{name}": site.made.members[name] for name in TEAM}
    made.people["ended_representative"] = representative(site)


def _add_what_the_office_keeps(made: World, city: Body, below: Body) -> None:
    site = made.sites["after"]
    on = {
        "round": site.made.round,
        "inspection": site.inspection,
        "organisation": site.inspection.organisation,
    }
    keeper, discipline = supervisor(site), body_beside(site)
    both = {"office": city, "body": discipline, "text": "测试内容", **on}
    entries = {
        "supervision_act": (kept.SupervisionAct, {"kind": "site_check"}),
        "circular": (kept.Circular, {"kind": "case", "approved_by": "领导小组"}),
        "accountability": (kept.Accountability, {"kind": "person", "decided_by": "纪委"}),
        "correction": (kept.AppointmentCorrection, {"corrected": 1}),
        "common_problem": (kept.CommonProblem, {"title": "共性问题"}),
    }
    for name, (model, values) in entries.items():
        made.records[name] = results.keep(model, by=keeper, **both, **values)
    _add_suggestions(made, city, site)
    visit = {"office": city, "to_office": below, "kind": "full", "group": "第一督导组", "text": "督导情况"}
    staff = site.staff
    made.records["visit"] = guidance.enter_visit(by=staff, **visit)
    made.records["note"] = guidance.add_note(
        made.records["visit"], kind="opinion", text="加强人员配备", by=staff
    )


def _add_schedule(made: World, city: Body) -> None:
    """A proposal before the leading group, and one being worked out."""
    made.records["proposal"] = make_proposal("for_group", office=city)
    made.records["draft_proposal"] = make_proposal(office=city, organisations=1, solved=True)
    made.records["planned_visit"] = made.records["draft_proposal"].visits.earliest("created_at")


def _add_pools(made: World, city: Body) -> None:
    """One in the pool, one to be examined, one to be admitted."""
    forming = make_forming_round(city, people=9)
    autumn = {"plan_from": date(2027, 9, 1), "plan_to": date(2027, 11, 1)}  # when the same people are free
    later = make_forming_round(city, people=0, **autumn)
    made.records |= {
        "forming_round": forming,
        "talent": make_leader(city, user=made.people["member"]),
        "nominee": make_talent(city, "nominated"),
        "qualified": make_talent(city, "qualified"),
        "team_proposal": make_team_proposal(forming),
        "adopted_team_proposal": make_team_proposal(later, "adopted"),
    }


def _add_suggestions(made: World, city: Body, site: Site) -> None:
    values = {
        "to_body": body_beside(site, Kind.ORGANISATION_DEPARTMENT),
        "title": "巡察建议",
        "text": "完善制度",
    }
    for name in ("draft_suggestion", "suggestion"):
        made.records[name] = results.draft_suggestion(city, by=site.staff, **values)
    SUGGESTIONS.perform(made.records["suggestion"], "approve", by=site.person("group_head"))
    SUGGESTIONS.perform(made.records["suggestion"], "send", by=site.staff)
