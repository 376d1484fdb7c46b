"""Opening reports: the text, a file, the identity. Each is on the trail before anything is shown."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.intake.actions.sealing import open_json, unseal
from mingcha.conduct.intake.actions.unlocking import end_unlocking, put_together
from mingcha.conduct.intake.models import Admission, Part, Reply, SealedReport, Submission, Unlocking
from mingcha.conduct.intake.permissions import may_grant, may_open
from mingcha.conduct.intake.queries import grantable, identity_of, parts_of
from mingcha.conduct.intake.workflow import REPORTS
from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.records import rules_told
from mingcha.foundation.refusals import Invalid, NotAllowed, NotNow, Refusal

_IN_MEMORY = 16 * 2**20
# The keys by which the reporter's page says what a report is about.
ABOUT = {
    "duty": _l("Duties not done"),
    "power": _l("Abuse of power"),
    "money": _l("Embezzlement and extortion"),
    "conduct": _l("Extravagance at public cost"),
    "people": _l("Selection of officials"),
    "projects": _l("Projects and purchasing"),
    "livelihood": _l("Harm to the people's interests"),
    "other": _l("Other matters"),
}
# What the outer site and its scripts find hidden in files.
HIDDEN = {
    "gps": _l("the place (GPS)"),
    "camera": _l("the device"),
    "time": _l("the time"),
    "author": _l("a name"),
    "software": _l("the program"),
    "thumbnail": _l("a small picture of the original"),
    "comment": _l("comments"),
    "changes": _l("tracked changes"),
    "other": _l("other notes"),
    "trailing": _l("something behind the picture's end"),
}


@dataclass
class FileTold:
    """One file of a submission as its sealed text describes it."""

    part: Part
    name: str
    type: str
    size: int
    cleaned: bool
    found: list[str]
    stays: list[str]
    digest: str

    @property
    def removed(self) -> list[str]:
        """What was hidden in it and taken out, in words."""
        return [str(HIDDEN.get(one, one)) for one in self.found if one not in self.stays]

    @property
    def hidden(self) -> list[str]:
        """What is hidden in it still, in words."""
        return [str(HIDDEN.get(one, one)) for one in self.stays]


@dataclass
class Opened:
    """One submission, opened."""

    submission: Submission
    text: str = ""
    about: str = ""
    grade: int | None = None
    files: list[FileTold] = field(default_factory=list)
    fault: str = ""

    @property
    def matter(self) -> str:
        """What it is about, in words."""
        return str(ABOUT.get(self.about, self.about))


@dataclass(frozen=True)
class Said:
    """A reply of the team, as its copy says."""

    day: date
    by: User
    text: str


@transaction.atomic
def open_report(report: SealedReport, key: bytes, *, by: User) -> tuple[list[Opened], list[Said]]:
    """Everything the reporter wrote and was answered, in order; on the trail as read."""
    report.refresh_from_db(from_queryset=SealedReport.objects.select_for_update())
    _refuse_unless_open(report, by)
    if report.status == SealedReport.Status.SEALED:
        REPORTS.perform(report, "open", by=by)
    audit.record("sealed_report.read", report, by=by)
    grouped: dict[Submission, dict[str, Part]] = {}
    for part in parts_of(report):
        grouped.setdefault(part.submission, {})[part.name] = part
    replies = [_said(reply, key) for reply in report.replies.select_related("by")]
    return [_opened(submission, parts, key) for submission, parts in grouped.items()], replies


def _refuse_unless_open(report: SealedReport, by: User) -> None:
    if not may_open(by, report):
        raise NotAllowed(_("Only the team leader, and members with the leader's leave, open this report."))
    if report.status == SealedReport.Status.EMPTIED:
        raise NotNow(_("The content of this report is destroyed."))


def _opened(submission: Submission, parts: dict[str, Part], key: bytes) -> Opened:
    """A submission that cannot be opened says why, and the others are shown all the same."""
    try:
        said = opened_text(parts["body"], key)
    except (Refusal, KeyError, OSError) as error:
        fault = str(error) if isinstance(error, Refusal) else _("This sealed part is lost.")
        return Opened(submission, fault=fault)
    files = [_told(parts[name], about) for name, about in _described(said, parts)]
    grade = said.get("grade")
    return Opened(
        submission,
        text=str(said.get("text", "")),
        about=str(said.get("about", "")),
        grade=grade if isinstance(grade, int) else None,
        files=files,
    )


def opened_text(part: Part, key: bytes) -> dict[str, Any]:
    """What a sealed text says. Raises NotNow, Invalid."""
    with _stream(part) as stream:
        return open_json(stream, key=key)


def _stream(part: Part) -> BinaryIO:
    """The sealed bytes of a part, from its storage."""
    opened: Any = part.content.open("rb")
    return cast(BinaryIO, opened)


def _described(said: dict[str, Any], parts: dict[str, Part]) -> list[tuple[str, dict[str, Any]]]:
    """Each file that came, with what the text says of it, if anything."""
    given = said.get("files", [])
    listed = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    about = {f"file-{place}": one for place, one in enumerate(listed)}
    about |= {str(one.get("id", "")): one for one in listed}
    return [(name, about.get(name, {})) for name in parts if name not in ("body", "identity")]


def _told(part: Part, about: dict[str, Any]) -> FileTold:
    found, cleaned = _words(about.get("found")), bool(about.get("cleaned"))
    return FileTold(
        part=part,
        name=str(about.get("name") or part.name)[:120],
        type=str(about.get("type", "")),
        size=about["size"] if isinstance(about.get("size"), int) else part.size,
        cleaned=cleaned,
        found=found,
        stays=_words(about.get("stays")) if cleaned else found,
        digest=str(about.get("digest", "")),
    )


def _words(given: object) -> list[str]:
    return [str(one) for one in given] if isinstance(given, list) else []


def _said(reply: Reply, key: bytes) -> Said:
    try:
        text = str(open_json(BytesIO(bytes(reply.copy)), key=key).get("text", ""))
    except Refusal as error:
        text = str(error)
    return Said(reply.day, reply.by, text)


def open_file(part: Part, key: bytes, *, by: User) -> tuple[FileTold, BinaryIO]:
    """One file, in a nameless temporary file where it is large; on the trail."""
    report = part.submission.report
    _refuse_unless_open(report, by)
    if part.name in ("body", "identity"):
        raise NotNow(_("This part is opened on the report's page."))
    body = part.submission.parts.get(name="body")
    said = opened_text(body, key)
    told = _told(part, dict(_described(said, {part.name: part}))[part.name])
    with ExitStack() as stack:
        target: Any = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
        with _stream(part) as stream:
            unseal(stream, target, key=key)
        target.seek(0)
        facts = {"name": told.name, "cleaned": told.cleaned, "digest": told.digest}
        audit.record("sealed_report.read_file", report, by=by, **facts)
        stack.pop_all()  # from here on the caller closes it
    return told, target


@transaction.atomic
def reveal_identity(unlocking: Unlocking, token: bytes, *, by: User) -> dict[str, str]:
    """Who reported: shown once to the person who asked, after another holder agreed."""
    unlocking.refresh_from_db(from_queryset=Unlocking.objects.select_for_update())
    report = unlocking.report
    if report is None or unlocking.by_id != by.pk or not may_open(by, report):
        raise NotAllowed(_("Only the person who asked, while they may open the report, sees who reported."))
    key = put_together(unlocking, token)
    part = identity_of(report)
    if part is None:
        raise NotNow(_("No identity came with this report, or it is destroyed."))
    with _stream(part) as stream:
        said = open_json(stream, key=key)
    holders = [str(one.share.holder) for one in unlocking.contributions.select_related("share__holder__user")]
    audit.record("sealed_report.reveal", report, by=by, reason=unlocking.reason, agreed="、".join(holders))
    end_unlocking(unlocking)
    if unlocking.tells:
        report.revealed_on = timezone.localdate()
        report.save(update_fields=["revealed_on"])
    return {name: str(said.get(name, "")) for name in ("name", "phone", "address", "other")}


# Leave to open


@transaction.atomic
def grant_opening(report: SealedReport, user: User, *, by: User) -> Admission:
    """Let one member of the team open this report; never one who is recused."""
    if not may_grant(by, report):
        raise NotAllowed(_("Only the team leader lets others open a report."))
    if not grantable(report).filter(pk=user.pk).exists():
        raise Invalid(_("Only members of the team who have declared and are not recused can be let in."))
    with rules_told():
        grant = Admission.objects.create(report=report, user=user, granted_by=by)
    audit.record("sealed_report.grant", report, by=by, user=str(user), user_id=str(user.pk))
    return grant


@transaction.atomic
def revoke_opening(grant: Admission, *, by: User) -> None:
    if not may_grant(by, grant.report):
        raise NotAllowed(_("Only the team leader lets others open a report."))
    audit.record(
        "sealed_report.revoke", grant.report, by=by, user=str(grant.user), user_id=str(grant.user_id)
    )
    grant.delete()
