"""A team's laptop for real: its own folder, its own database, both sides write, nothing is lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from mingcha import laptop
from mingcha.command import _installation
from mingcha.conduct.field import actions, editions
from mingcha.conduct.findings.actions import papers
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.inspections.models import Activity
from mingcha.foundation.exchange import actions as exchange
from mingcha.foundation.exchange.actions.bringing import bring
from mingcha.foundation.exchange.models import Copy, Package
from mingcha.foundation.exchange.sides import questions
from mingcha.foundation.files.models import Attachment
from mingcha.testing.conduct import make_activity, make_petition, make_site
from mingcha.testing.exchange import make_keys
from mingcha.testing.findings import make_paper

pytestmark = pytest.mark.django_db
A_DATABASE = 20_000_000  # bytes that one takes at least
PASSPHRASE = "巡察组 自己 记得 的 一句话 长"

# What the team does on its laptop, as one of its members.
ON_THE_LAPTOP = """
import json, sys
from django.core.files.base import ContentFile
from mingcha.conduct.findings.actions import papers
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions import actions as petitions
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.files.actions import attach
from mingcha.foundation.ui.navigation import Menu
from mingcha.testing.conduct import make_activity

member = User.objects.get(username={member!r})
paper = WorkingPaper.objects.get(pk={paper!r})
given = {{"facts": "单机版核实的事实", "discovery": "单机版写明来源"}}
papers.edit_paper(paper, by=member, revision=paper.revision, **given)
made = make_activity(Inspection.objects.get(), "talk", by=member, title="单机版谈话")
new = papers.create_paper(made.inspection, by=member, title="单机版底稿", source="talk", made_on=made.held_on)
assert new.pre_number == "预002", new.pre_number
attach(made, ContentFile("谈话录音".encode(), name="录音.txt"), by=member)
petition = Petition.objects.get(pk={petition!r})
leader = User.objects.get(username={leader!r})
assert petitions.reveal_complainant(petition, by=leader, reason="核对") == "信访人甲"
assert Activity.objects.visible_to(member).count() == 2
stages = {{group.stage for group in Menu(member, "/").groups}}
assert "conduct" in stages and not stages & {{"analyse", "conclude", "resolve"}}, stages
"""


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The laptop's commands set these; nothing of it may stay for the next test."""
    kept = dict(os.environ)
    monkeypatch.setenv("MINGCHA_PASSPHRASE", PASSPHRASE)
    monkeypatch.delenv("MINGCHA_TEST_RUN", raising=False)
    yield
    os.environ.clear()
    os.environ.update(kept)


@pytest.mark.usefixtures("_environment")
def test_a_laptop_that_was_offline_hands_its_work_in_without_losing_a_word(tmp_path: Path) -> None:  # noqa: PLR0915
    make_keys()
    site = make_site()
    member, leader = site.member, site.leader
    paper = make_paper(site)
    make_activity(site.inspection, "talk", by=member, title="办公室谈话")
    petition = make_petition(site.inspection, by=member, complainant="信访人甲", named=True)
    made = actions.make_edition(
        site.inspection, to=tmp_path / "edition", passphrase=PASSPHRASE, by=site.staff
    )

    edition = laptop.Edition.opened(tmp_path / "edition")
    names = {"member": member.username, "leader": leader.username}
    keys = {"paper": str(paper.pk), "petition": str(petition.pk)}
    package = handed_in(edition, ON_THE_LAPTOP.format(**names, **keys), member.username, tmp_path)
    assert not edition.state.exists()
    assert (edition.folder / editions.SEALED).stat().st_size > A_DATABASE

    # Meanwhile in the office.
    paper.refresh_from_db()
    papers.edit_paper(
        paper, by=member, revision=paper.revision, facts="办公室补充的事实", title="办公室改了题目"
    )
    make_activity(site.inspection, "talk", by=member, title="办公室又一次谈话")

    came = brought(package, by=site.staff)
    assert came.outcome == "applied", came.reason
    paper.refresh_from_db()
    assert (paper.title, paper.discovery) == ("办公室改了题目", "单机版写明来源")
    assert set(Activity.objects.values_list("title", "number")) == {
        ("办公室谈话", 1),
        ("办公室又一次谈话", 2),
        ("单机版谈话", 3),
    }
    again = {"title": "办公室又一份底稿", "source": "talk", "made_on": paper.made_on}
    papers.create_paper(site.inspection, by=member, **again)
    numbers = WorkingPaper.objects.order_by("pre_number").values_list("pre_number", flat=True)
    assert list(numbers) == ["预001", "预002", "预003"]
    recording = Attachment.objects.get(file__name="录音.txt")
    assert recording.file.content.read().decode() == "谈话录音"

    # Only what both wrote waits for a person, who sees both sides and what they began with.
    copy = Copy.objects.visible_to(leader).in_conflict().get()
    assert (copy.record, copy.conflicts) == (paper.pk, 1)
    (question,) = questions(copy, exchange.open_past(copy, by=leader))
    said = {side.lines[0][1]: side for side in question.sides}
    assert set(said) == {"单机版核实的事实", "办公室补充的事实"}
    assert question.common == [(question.title, "20xx年,测试单位未按规定办理。")]
    exchange.settle_conflicts(copy, {"facts": said["单机版核实的事实"].id}, by=leader)
    assert not Copy.objects.in_conflict().exists()

    # The office's answer and receipt go back to the laptop, which then has nothing new to say.
    taken_back(edition, came, member.username, tmp_path, by=site.staff)
    paper.refresh_from_db()
    assert paper.facts == "单机版核实的事实"
    options = ["--as", member.username, "--to", str(tmp_path / "out")]
    laptop.run(["wipe", str(edition.folder), *options], _installation)
    assert not edition.folder.exists()
    assert not edition.state.exists()
    certificate = (tmp_path / "out" / "wiped.json").read_bytes()
    for _time in (1, 2):
        bring(BytesIO(certificate), name="wiped.json", by=site.staff)
    made.refresh_from_db()
    assert made.wiped_on is not None
    assert not made.channel.is_open


AFTERWARDS = """
from mingcha.conduct.findings.models import WorkingPaper
from mingcha.conduct.inspections.models import Activity
from mingcha.foundation.exchange.models import Copy
paper = WorkingPaper.objects.get(pre_number="预001")
assert (paper.facts, paper.title) == ("单机版核实的事实", "办公室改了题目"), paper.facts
found = set(Activity.objects.values_list("title", "number"))
assert found == {("办公室谈话", 1), ("办公室又一次谈话", 2), ("单机版谈话", 3)}, found
assert not Copy.objects.in_conflict().exists()
"""


def in_laptop(edition: laptop.Edition, *commands: list[str]) -> None:
    """Commands of the product inside the edition's installation, which is started and sealed once."""
    with edition.running(_installation):
        assert not (edition.state / "pgdata").is_symlink()  # all of it is what is sealed and deleted
        for command in commands:
            done = subprocess.run([sys.executable, "-m", "mingcha", *command], capture_output=True, text=True)
            assert done.returncode == 0, done.stderr[-3000:]


def handed_in(edition: laptop.Edition, work: str, who: str, place: Path) -> Path:
    """What the team wrote, as a package."""
    hand_in = ["field", "hand_in", "--as", who, "--to", str(place)]
    in_laptop(edition, ["shell", "-v", "0", "-c", work], hand_in)
    (package,) = place.glob("*-000001.mcx")
    return package


def brought(path: Path, *, by: Any) -> Package:
    with path.open("rb") as source:
        package = bring(source, name=path.name, by=by).package
    assert package is not None
    assert package.outcome == "verified", package.reason
    return exchange.apply_package(package, by=by)


def taken_back(edition: laptop.Edition, came: Package, who: str, place: Path, *, by: Any) -> None:
    receipt, answer = place / "receipt.json", place / "answer.mcx"
    receipt.write_bytes(exchange.write_receipt(came, by=by))
    package = exchange.write_package(came.channel, by=by)
    shutil.copyfile(exchange.release_package(package, by=by), answer)
    read = [["exchange", "read", str(file), "--as", who] for file in (receipt, answer)]
    in_laptop(edition, *read, ["shell", "-v", "0", "-c", AFTERWARDS])
