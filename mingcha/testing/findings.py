"""Working papers, findings and immediate rectification for the tests, made through the actions."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.core.files.base import ContentFile

from mingcha.conduct.findings import actions
from mingcha.conduct.findings.models import Evidence, Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.findings.queries import classes
from mingcha.conduct.findings.workflow import FINDINGS, IMMEDIATES, PAPERS
from mingcha.foundation.accounts.models import User
from mingcha.prepare.teams.queries import forget_rights
from mingcha.registry.frames.models import FrameItem, IssueClass
from mingcha.registry.organisations.models import Representative
from mingcha.testing.conduct import Site, make_site
from mingcha.testing.prepare import BEGINNING
from mingcha.testing.registry import make_issue_class, make_representative

FOUND = BEGINNING + timedelta(days=10)
_numbers = count(1)

# The moves up to each status of a paper, and who of the site makes them.
_PAPER_WAY: dict[str, list[tuple[str, str]]] = {"draft": []}
_PAPER_WAY["deputy_review"] = [("submit", "member")]
_PAPER_WAY["leader_review"] = [*_PAPER_WAY["deputy_review"], ("pass", "deputy")]
_PAPER_WAY["signed"] = [*_PAPER_WAY["leader_review"], ("sign", "leader")]
_PAPER_WAY["filed"] = [*_PAPER_WAY["signed"], ("file", "office_staff")]
_PAPER_WAY["reopening"] = [*_PAPER_WAY["filed"], ("ask_reopen", "leader")]
_PAPER_WAY["dropped"] = [("drop", "member")]
_PAPER_GIVES: dict[str, dict[str, Any]] = {
    "sign": {"meeting_opinion": "组务会同意"},
    "ask_reopen": {"reopen_reason": "补充事实"},
    "drop": {"note": "查无实据"},
}


def paper_values(**fields: Any) -> dict[str, Any]:
    """Everything a paper needs to be signed, but for its evidence."""
    number = next(_numbers)
    return {
        "title": f"测试问题{number:03}",
        "made_on": FOUND,
        "source": "files",
        "overview": f"概述{number}",
        "discovery": "调阅资料时发现",
        "facts": "20xx年,测试单位未按规定办理。",
        "policy_basis": "《测试办法》第三条",
        "responsibility_basis": "班子分工文件第二条",
        "responsible": "主体责任:测试单位党组",
        "organisation_opinion": "agree",
        "opinion_on": FOUND,
        "opinion_by": "测试戊",
        **fields,
    }


def make_paper(site: Site | None = None, status: str = "draft", **fields: Any) -> WorkingPaper:
    """A paper by the team's member, with liaison as second agent and one file as evidence."""
    site = site or make_site()
    agents = fields.pop("agents", [site.person("member"), site.person("liaison")])
    evidence = fields.pop("evidence", True)
    paper = actions.create_paper(site.inspection, by=site.member, agents=agents, **paper_values(**fields))
    if evidence:
        make_evidence(paper, by=site.member)
    for move, who in _PAPER_WAY[status]:
        PAPERS.perform(paper, move, by=site.person(who), on=FOUND, **_PAPER_GIVES.get(move, {}))
    return paper


def make_signed_paper(site: Site | None = None, **fields: Any) -> WorkingPaper:
    return make_paper(site, "signed", **fields)


def make_evidence(paper: WorkingPaper, *, by: User, **fields: Any) -> Evidence:
    """A small file as evidence."""
    number = next(_numbers)
    upload = ContentFile(f"证据{number}".encode(), name=f"证据{number}.txt")
    given: dict[str, Any] = {
        "kind": "document",
        "title": f"证据{number}",
        "page_range": "1–2",
        "upload": upload,
    }
    return actions.add_evidence(paper, by=by, **(given | fields))


def section(site: Site, code: str = "1") -> FrameItem:
    """A section of the round's frame."""
    return FrameItem.objects.get(frame_id=site.inspection.round.frame_id, code=code)


def issue_class(code: str = "2.4") -> IssueClass:
    return classes().filter(code=code).first() or make_issue_class(code)


def make_finding(
    site: Site | None = None, status: str = "confirmed", *, paper: WorkingPaper | None = None, **fields: Any
) -> Finding:
    """A finding by the team's member from a signed paper; `frame_code` and `class_code` code it."""
    site = site or make_site()
    number = next(_numbers)
    given: dict[str, Any] = {
        "title": f"测试发现{number:03}",
        "text": f"第{number}项:未按规定执行制度,责任落实不到位。",
        "frame_item": section(site, fields.pop("frame_code", "1")),
        "issue_class": issue_class(fields.pop("class_code", "2.4")),
        "severity": "ordinary",
        "found_on": FOUND,
        "papers": [paper or make_signed_paper(site)],
    }
    finding = actions.create_finding(site.inspection, by=site.member, **(given | fields))
    if status in ("confirmed", "withdrawn"):
        FINDINGS.perform(finding, "confirm", by=site.leader, on=FOUND)
    if status == "withdrawn":
        FINDINGS.perform(finding, "withdraw", by=site.leader, note="查否", on=FOUND)
    return finding


_IMMEDIATE_WAY = [
    ("leader_approved", "agree", "leader"),
    ("group_approved", "approve", "group_head"),
    ("issued", "issue", "office_staff"),
    ("receipted", "receipt", "representative"),
    ("done", "report", "representative"),
    ("verified", "verify", "liaison"),
]


def representative(site: Site) -> User:
    """An account of the inspected organisation, the same one each time."""
    now = Representative.objects.filter(organisation=site.inspection.organisation, until=None)
    found = now.select_related("user").order_by("created_at").first()
    user = found.user if found else make_representative(site.inspection.organisation)
    forget_rights(user)
    return user


def make_immediate(
    site: Site | None = None, status: str = "proposed", **fields: Any
) -> ImmediateRectification:
    """Immediate rectification proposed by the team's member, as far along as asked."""
    site = site or make_site()
    number = next(_numbers)
    given: dict[str, Any] = {
        "title": f"测试立行立改{number:03}",
        "issue": "办事窗口未公开收费标准",
        "request": "公开收费标准并退还多收费用",
        "due_on": FOUND + timedelta(days=10),
    }
    immediate = actions.propose_immediate(site.inspection, by=site.member, **(given | fields))
    order = [code for code, _move, _who in _IMMEDIATE_WAY]
    wanted = order.index(status) + 1 if status in order else 0
    for _code, move, who in _IMMEDIATE_WAY[:wanted]:
        by = representative(site) if who == "representative" else site.person(who)
        IMMEDIATES.perform(immediate, move, by=by, on=FOUND, **immediate_gives(move))
    return immediate


def immediate_gives(move: str) -> dict[str, Any]:
    """What the move of reporting a result needs."""
    if move != "report":
        return {}
    proof = ContentFile("已公开".encode(), name="公示照片.txt")
    return {"result": "已公开并退还", "benefit": "退还12人", "proof_file": proof}
