"""What the teams do on site: activities, petitions, papers, findings, comments and prompts."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from random import Random
from typing import Any

from mingcha.conduct.findings.actions import (
    add_evidence_many,
    create_findings_many,
    create_papers_many,
    sign_papers_many,
)
from mingcha.conduct.findings.models import Finding, WorkingPaper
from mingcha.conduct.findings.workflow import FINDINGS, PAPERS
from mingcha.conduct.inspections.actions import create_activities_many
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.inspections.workflow import ACTIVITIES
from mingcha.conduct.inspections.workflow import WORKFLOW as INSPECTIONS
from mingcha.conduct.petitions.actions import create_petitions_many
from mingcha.conduct.petitions.models import Petition
from mingcha.conduct.petitions.workflow import WORKFLOW as PETITIONS
from mingcha.demo.city import figures, steering, texts
from mingcha.demo.city.preparing import Running, Squad, done
from mingcha.foundation.accounts.models import User
from mingcha.registry.frames.models import FrameItem, IssueClass

# Kind, how many for each inspection, what it needs besides.
ACTIVITY_KINDS: list[tuple[str, int, dict[str, Any]]] = [
    ("hearing", 2, {"report_kind": "general", "speaker": "主要负责人", "summary": "听取工作汇报。"}),
    (
        "talk",
        10,
        {
            "interviewee_post": "班子成员",
            "talk_class": "must",
            "starts_at": time(9),
            "ends_at": time(10, 30),
            "place": "谈话室",
            "rights_told": True,
            "record": "问：请介绍分管工作情况。\n答：（示例记录）",
        },
    ),
    ("file_review", 3, {"copies": 30, "handed_by": "资料员", "received_by": "组员", "period": "近三年"}),
    ("visit", 2, {"visit_kind": "sinking", "place": "基层单位", "summary": "下沉了解情况。"}),
    ("symposium", 1, {"participants": "职工代表", "summary": "召开座谈会。"}),
    ("questionnaire", 1, {"sent": 60, "returned": 58, "valid": 57}),
    ("communication", 1, {"speaker": "主要负责人", "summary": "就发现的重点问题交换意见。"}),
]
WAYS = {"problem": "list", "lead": "propose", "immediate": "immediate"}


def work_on_site(running: Running, accounts: dict[str, User], random: Random, *, finished: bool) -> None:
    """All of it; in a finished round every record is closed and the teams leave."""
    quota = figures.shares(running.plan.problems, len(running.inspections))
    old = figures.shares(running.plan.earlier, len(running.inspections))
    sections = {item.code: item for item in FrameItem.objects.filter(frame=running.round.frame_id)}
    classes = {one.code: one for one in IssueClass.objects.all()}
    petitions = figures.shares(running.plan.petitions, len(running.squads))
    for squad, share in zip(running.squads, petitions, strict=True):
        activities = _act(running, squad, random)
        _hear_people(running, squad, share, random, finished=finished)
        places = [running.inspections.index(each) for each in squad.inspections]
        wanted, earlier = [quota[place] for place in places], [old[place] for place in places]
        _find(running, squad, wanted, earlier, activities, sections, classes, random, finished=finished)
    steering.steer(running, accounts, finished=finished)
    if not finished:
        return
    for squad in running.squads:
        day = running.plan.day(running.plan.days)
        done(INSPECTIONS.perform_many(squad.inspections, "leave", by=squad.one("leader"), on=day))


def _act(running: Running, squad: Squad, random: Random) -> dict[Any, list[Activity]]:
    """Activities of every kind, confirmed; those that can prove something by inspection."""
    member, second = squad.people["member"]
    rows = []
    past = max(1, min(running.plan.days - 5, 20))
    for inspection in squad.inspections:
        for kind, many, given in ACTIVITY_KINDS:
            for no in range(many):
                row = {"inspection": inspection, "kind": kind, "title": f"{TITLES[kind]}{no + 1}", **given}
                row["held_on"] = running.plan.day(1 + random.randrange(past))
                row["inspectors"] = [member, second]
                if kind == "talk":
                    row |= {
                        "interviewee": f"谈话对象{no + 1:02}",
                        "recorder": second,
                        "read_back_on": row["held_on"],
                    }
                rows.append(row)
    made = create_activities_many(rows, by=member)
    fresh = Activity.objects.filter(pk__in=[one.pk for one in made]).prefetch_related("taking_part")
    confirmed = list(fresh.select_related("inspection"))
    done(ACTIVITIES.perform_many(confirmed, "confirm", by=member, on=running.plan.day(past + 1)))
    proving: dict[Any, list[Activity]] = defaultdict(list)
    for one in confirmed:
        if one.kind in ("talk", "file_review", "visit"):
            proving[one.inspection_id].append(one)
    return proving


TITLES = {
    "hearing": "听取汇报",
    "talk": "个别谈话",
    "file_review": "调阅资料",
    "visit": "下沉走访",
    "symposium": "座谈会",
    "questionnaire": "民主测评",
    "communication": "与主要负责人沟通",
}


def _hear_people(running: Running, squad: Squad, share: int, random: Random, *, finished: bool) -> None:
    """The register of petitions: summarised, classified, disposed of, closed."""
    liaison, leader, plan = squad.one("member"), squad.one("leader"), running.plan
    rows: list[dict[str, Any]] = []
    for no in range(share):
        _class, matter = texts.PETITION_MATTERS[random.randrange(len(texts.PETITION_MATTERS))]
        rows.append(
            {
                "inspection": squad.inspections[no % len(squad.inspections)],
                "channel": random.choice(texts.CHANNELS),
                "received_on": plan.day(1 + random.randrange(20)),
                "content": f"{matter}（示例来件，内容从略）。",
                "summary": matter,
            }
        )
    made = create_petitions_many(rows, by=liaison)
    fresh = list(Petition.objects.filter(pk__in=[one.pk for one in made]).order_by("number"))
    if not finished:
        fresh = fresh[: len(fresh) * 2 // 3]
    done(PETITIONS.perform_many(fresh, "summarise", by=liaison, on=plan.day(22)))
    groups: dict[str, list[Petition]] = defaultdict(list)
    matters = {matter: classification for classification, matter in texts.PETITION_MATTERS}
    for petition in fresh:
        groups[matters[petition.summary]].append(petition)
    for classification, petitions in groups.items():
        _dispose(petitions, classification, running, leader, liaison, finished=finished)


def _dispose(
    petitions: list[Petition],
    classification: str,
    running: Running,
    leader: Any,
    member: Any,
    *,
    finished: bool,
) -> None:
    plan = running.plan
    opinion = {"classification": classification, "meeting_opinion": "组务会研究，同意分类意见。"}
    done(PETITIONS.perform_many(petitions, "classify", by=leader, on=plan.day(23), **opinion))
    if classification in WAYS:
        done(PETITIONS.perform_many(petitions, WAYS[classification], by=leader, on=plan.day(23)))
    elif classification == "empty":
        done(
            PETITIONS.perform_many(
                petitions, "keep", by=leader, on=plan.day(23), note="无实质内容，留存备查。"
            )
        )
    else:
        due = plan.day(60)
        done(
            PETITIONS.perform_many(
                petitions,
                "pass_on",
                by=leader,
                on=plan.day(23),
                passed_to=f"{plan.place.name}信访局",
                due_on=due,
            )
        )
    if finished:
        result: dict[str, Any] = {"result": "已按程序办理。", "replied_on": plan.day(40)}
        done(PETITIONS.perform_many(petitions, "close", by=member, on=plan.day(45), **result))


def _matters(
    squad: Squad, wanted: list[int], earlier: list[int], random: Random
) -> Iterator[tuple[Inspection, int, tuple[str, str, str, str, str]]]:
    """So many problems for each organisation, of which so many are about earlier rectification."""
    for inspection, many, old in zip(squad.inspections, wanted, earlier, strict=True):
        first = random.randrange(len(texts.MATTERS))
        for no in range(many):
            matters, at = (texts.EARLIER, no) if no < old else (texts.CURRENT, first + no)
            yield inspection, no, matters[at % len(matters)]


def _find(
    running: Running,
    squad: Squad,
    wanted: list[int],
    earlier: list[int],
    activities: dict[Any, list[Activity]],
    sections: dict[str, FrameItem],
    classes: dict[str, IssueClass],
    random: Random,
    *,
    finished: bool,
) -> None:
    """A paper for each problem, proven by a record, signed by three, filed; then the finding."""
    member, plan = squad.one("member"), running.plan
    matters = list(_matters(squad, wanted, earlier, random))
    day = min(plan.days - 12, 20)
    papers = create_papers_many([_paper(squad, running, *each) for each in matters], by=member)
    evidence = []
    for paper, (inspection, no, _matter) in zip(papers, matters, strict=True):
        own = activities[inspection.pk]
        proof = own[no % len(own)]
        evidence.append({"paper": paper, "kind": "talk", "title": str(proof.title), "activity": proof})
    add_evidence_many(evidence, by=member)
    papers = _grounded(papers)
    done(PAPERS.perform_many(papers, "submit", by=member, on=plan.day(day)))
    done(PAPERS.perform_many(_grounded(papers), "pass", by=squad.one("deputy"), on=plan.day(day + 1)))
    opinion = "组务会同意。"
    done(sign_papers_many(papers, by=squad.one("leader"), meeting_opinion=opinion, on=plan.day(day + 2)))
    papers = _grounded(papers)
    if finished:
        done(PAPERS.perform_many(papers, "file", by=running.place.one("office_staff"), on=plan.day(day + 3)))
    rows = [
        _finding(paper, matter, sections, classes, random, no)
        for no, (paper, (_inspection, _no, matter)) in enumerate(zip(papers, matters, strict=True))
    ]
    findings = create_findings_many([{**row, "found_on": plan.day(day)} for row in rows], by=member)
    fresh = Finding.objects.filter(pk__in=[one.pk for one in findings]).select_related("inspection__round")
    ready = list(fresh.prefetch_related("papers"))
    done(FINDINGS.perform_many(ready, "confirm", by=squad.one("leader"), on=plan.day(day + 3)))
    if not finished:
        _leave_some_open(squad, running, random)


def _grounded(papers: list[WorkingPaper]) -> list[WorkingPaper]:
    """The same papers, read anew with what the rules look at, in the same order."""
    rows = WorkingPaper.objects.filter(pk__in=[paper.pk for paper in papers]).with_grounds()
    found = {paper.pk: paper for paper in rows}
    return [found[paper.pk] for paper in papers]


def _paper(
    squad: Squad, running: Running, inspection: Inspection, no: int, matter: tuple[str, str, str, str, str]
) -> dict[str, Any]:
    _section, _class, title, shown, rule = matter
    return {
        "inspection": inspection,
        "title": f"{title}（{no + 1}）",
        "source": "files",
        "made_on": running.plan.day(min(running.plan.days - 13, 18)),
        "overview": title,
        "discovery": "调阅资料并经谈话核实。",
        "facts": f"{shown}，涉及示例事项{no + 1}项。",
        "policy_basis": f"{rule}的有关要求。",
        "responsibility_basis": "班子成员分工文件、部门职责规定。",
        "responsible": "主体责任：被巡察单位党组织。",
        "agents": squad.people["member"],
        "organisation_opinion": "agree",
        "opinion_on": running.plan.day(min(running.plan.days - 13, 19)),
        "opinion_by": "被巡察单位联络员",
    }


def _finding(
    paper: WorkingPaper,
    matter: tuple[str, str, str, str, str],
    sections: dict[str, FrameItem],
    classes: dict[str, IssueClass],
    random: Random,
    no: int,
) -> dict[str, Any]:
    section, code, title, shown, _rule = matter
    severity = random.choice(texts.SEVERITY)
    return {
        "inspection": paper.inspection,
        "papers": [paper],
        "title": paper.title,
        "text": f"{shown}。主要原因是责任落实不到位。",
        "frame_item": sections[section],
        "issue_class": classes[code],
        "severity": severity,
        "core": severity == "major",
        "amount": Decimal(random.randrange(5, 500)) / 10 if code in ("2.5", "2.6", "2.7") else None,
        "responsibility": "main",
        "people_close": code in texts.PEOPLE_CLOSE,
        "eight_rules": code in texts.EIGHT_RULES,
    }


def _leave_some_open(squad: Squad, running: Running, random: Random) -> None:
    """In the running round some papers are still being written and reviewed."""
    member = squad.one("member")
    matters = [(squad.inspections[0], 900 + no, texts.MATTERS[no]) for no in range(4)]
    papers = create_papers_many([_paper(squad, running, *each) for each in matters], by=member)
    own = Activity.objects.filter(inspection=squad.inspections[0], status="confirmed", kind="talk").first()
    rows = [{"paper": one, "kind": "talk", "title": "谈话记录", "activity": own} for one in papers]
    add_evidence_many(rows, by=member)
    done(PAPERS.perform_many(_grounded(papers[:3]), "submit", by=member))
    done(PAPERS.perform_many(_grounded(papers[:1]), "pass", by=squad.one("deputy")))
