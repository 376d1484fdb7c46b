"""What a field edition needs beside the team's own records: who and what they are about, and the files.

The office owns all of this and the laptop only reads it, except files, which both sides add.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.files import File
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.findings.models import Evidence, Finding, ImmediateRectification, WorkingPaper
from mingcha.conduct.inspections.models import Activity, Inspection
from mingcha.conduct.petitions.models import Petition
from mingcha.foundation.accounts.models import User
from mingcha.foundation.exchange.kinds import Kind
from mingcha.foundation.exchange.mirrors import Mirror
from mingcha.foundation.exchange.models import Channel
from mingcha.foundation.exchange.packages.declarations import Item, opened
from mingcha.foundation.exchange.rows import columns_of, set_value, value_of
from mingcha.foundation.exchange.sharing import BOTH
from mingcha.foundation.files.models import Attachment, StoredFile
from mingcha.foundation.files.queries import digest_of
from mingcha.foundation.refusals import Invalid
from mingcha.prepare.rounds.models import Round, Task
from mingcha.prepare.teams.models import Authorisation, Membership, RecusalDeclaration, Team
from mingcha.prepare.terms.models import Term
from mingcha.prepare.training.models import Attendance, Pledge, Session
from mingcha.registry.bodies.models import Body
from mingcha.registry.frames.models import CodeList, CodeValue, Frame, FrameItem, IssueClass, RuleSet
from mingcha.registry.organisations.models import Division, LeadingPerson, Organisation

if TYPE_CHECKING:
    from collections.abc import Callable

LAPTOP, OFFICE = Channel.Partner.LAPTOP.value, Channel.Partner.OFFICE.value
WRITTEN = (Activity, Petition, WorkingPaper, Finding, ImmediateRectification)


def _task(channel: Channel) -> Task:
    key: Any = channel.inspection
    return Task.objects.select_related("round", "organisation").get(pk=key)


def _rounds(channel: Channel) -> QuerySet[Any]:
    return Round.objects.filter(pk=_task(channel).round_id)


def _team(channel: Channel) -> dict[str, Any]:
    return {"team": _task(channel).team_id}


def _organisations(channel: Channel) -> QuerySet[Any]:
    """The inspected one, those above it and those below it."""
    path = _task(channel).organisation.path
    above = [UUID(key) for key in path.split("/") if key]
    return Organisation.objects.filter(Q(path__startswith=path) | Q(pk__in=above))


def _divisions(channel: Channel) -> QuerySet[Any]:
    """Those of these organisations, with all that they are part of."""
    keys = set(_organisations(channel).exclude(division=None).values_list("division", flat=True))
    ahead = keys
    while ahead := set(
        Division.objects.filter(pk__in=ahead, parent__isnull=False).values_list("parent", flat=True)
    ):
        keys |= ahead
    return Division.objects.filter(pk__in=keys)


def _rule_sets(channel: Channel) -> QuerySet[Any]:
    return RuleSet.objects.filter(Q(office=None) | Q(office=channel.office))


def _recusals(channel: Channel) -> QuerySet[Any]:
    """What the members of the team declared for this inspection."""
    return RecusalDeclaration.objects.filter(task=channel.inspection)


def _members(channel: Channel) -> Any:
    return Membership.objects.filter(**_team(channel)).values("user")


def _pledges(channel: Channel) -> QuerySet[Any]:
    """Without pledge and training nobody enters: the laptop must know of both."""
    return Pledge.objects.filter(round__in=_rounds(channel), user__in=_members(channel))


def _passed(channel: Channel) -> QuerySet[Any]:
    rounds, members = _rounds(channel), _members(channel)
    return Attendance.objects.filter(passed=True, session__round__in=rounds, user__in=members)


def _trainings(channel: Channel) -> QuerySet[Any]:
    return Session.objects.filter(attendances__in=_passed(channel))


def _users(channel: Channel) -> QuerySet[Any]:
    """Everyone whom a record names that goes with it."""
    keys: set[UUID] = {channel.proposed_by_id}
    for mirror in MIRRORS[1:]:
        keys |= _named(mirror.model, mirror.rows(channel))
    for model in WRITTEN:
        keys |= _named(model, model.objects.filter(inspection=channel.inspection))
    keys |= _named(Evidence, Evidence.objects.filter(paper__inspection=channel.inspection))
    keys |= _named(StoredFile, _files(channel))
    keys |= set(
        Activity.inspectors.through.objects.filter(**_of(channel, "activity")).values_list("user", flat=True)
    )
    keys |= set(
        WorkingPaper.agents.through.objects.filter(**_of(channel, "paper")).values_list("user", flat=True)
    )
    rows: QuerySet[Any] = User.objects.filter(pk__in=keys)
    return rows


def _of(channel: Channel, name: str) -> dict[str, Any]:
    return {f"{name}__inspection": channel.inspection}


def _named(model: Any, rows: QuerySet[Any]) -> set[UUID]:
    """The accounts that these rows refer to."""
    names = [one.attname for one in model._meta.concrete_fields if one.related_model is User]
    found: set[UUID] = set()
    for name in names:
        found |= set(rows.exclude(**{name: None}).order_by().values_list(name, flat=True).distinct())
    return found


def _only_the_team_signs_in(fields: dict[str, Any], user: Any, channel: Channel) -> None:
    """The others are there as names: no password of theirs leaves the office."""
    on_team = Membership.objects.filter(user=user, until__isnull=True, **_team(channel)).exists()
    fields["is_active"] = fields["is_active"] and on_team
    if not on_team:
        fields["password"] = f"{UNUSABLE_PASSWORD_PREFIX}{user.pk.hex}"  # the same in every package


def _mirror(
    name: str, model: Any, rows: Callable[[Channel], QuerySet[Any]], order: int, **more: Any
) -> Mirror:
    return Mirror(f"field.{name}", model, rows, order, sent_to=LAPTOP, taken_from=OFFICE, **more)


MIRRORS = [
    _mirror(
        "user",
        User,
        _users,
        2,
        left_out=("session_key", "last_login", "phone", "administration", "must_change_password"),
        change=_only_the_team_signs_in,
    ),
    _mirror("body", Body, lambda channel: Body.objects.all(), 1),
    _mirror("division", Division, _divisions, 3),
    _mirror("organisation", Organisation, _organisations, 4),
    _mirror(
        "leader",
        LeadingPerson,
        lambda channel: LeadingPerson.objects.filter(organisation__in=_organisations(channel)),
        5,
    ),
    _mirror("frame", Frame, lambda channel: Frame.objects.all(), 6),
    _mirror("frame_item", FrameItem, lambda channel: FrameItem.objects.all(), 7),
    _mirror("issue_class", IssueClass, lambda channel: IssueClass.objects.all(), 8),
    _mirror("code_list", CodeList, lambda channel: CodeList.objects.all(), 9),
    _mirror("code_value", CodeValue, lambda channel: CodeValue.objects.all(), 10),
    _mirror("rule_set", RuleSet, _rule_sets, 11),
    _mirror("term", Term, lambda channel: Term.objects.filter(rounds__in=_rounds(channel)), 12),
    _mirror("round", Round, _rounds, 13),
    _mirror("team", Team, lambda channel: Team.objects.filter(pk__in=[_task(channel).team_id]), 14),
    _mirror("task", Task, lambda channel: Task.objects.filter(pk__in=[channel.inspection]), 15),
    _mirror("member", Membership, lambda channel: Membership.objects.filter(**_team(channel)), 16),
    _mirror("recusal", RecusalDeclaration, _recusals, 17),
    _mirror(
        "authorisation",
        Authorisation,
        lambda channel: Authorisation.objects.filter(round__in=_rounds(channel)),
        18,
    ),
    _mirror("pledge", Pledge, _pledges, 20),
    _mirror("training", Session, _trainings, 21),
    _mirror("attendance", Attendance, _passed, 22),
    _mirror(
        "inspection", Inspection, lambda channel: Inspection.objects.filter(pk__in=[channel.inspection]), 19
    ),
]


# Files


def _subjects(channel: Channel) -> dict[str, Any]:
    """The records of this inspection that may have files, by kind."""
    rows: dict[type[Model], QuerySet[Any]] = {
        model: model.objects.filter(inspection=channel.inspection) for model in WRITTEN
    }
    return {model._meta.label_lower: found.values("pk") for model, found in rows.items()}


def _attachments(channel: Channel) -> QuerySet[Attachment]:
    where = Q(pk__in=[])
    for kind, keys in _subjects(channel).items():
        where |= Q(subject_type=kind, subject_id__in=keys)
    return Attachment.objects.filter(where)


def _files(channel: Channel) -> QuerySet[StoredFile]:
    """What is attached to these records or proves a paper."""
    evidence = Evidence.objects.filter(paper__inspection=channel.inspection, file__isnull=False)
    proof = ImmediateRectification.objects.filter(inspection=channel.inspection, proof__isnull=False)
    return StoredFile.objects.filter(
        Q(pk__in=_attachments(channel).values("file"))
        | Q(pk__in=evidence.values("file"))
        | Q(pk__in=proof.values("proof"))
    )


_FILE_COLUMNS = [column for column in columns_of(StoredFile) if column.name != "content"]


def _collect_files(channel: Channel) -> Iterator[Item]:
    for stored in _files(channel).order_by("pk").iterator():
        fields = {column.name: value_of(stored, column) for column in _FILE_COLUMNS}
        yield Item("field.file", stored.pk, fields, {"content": _opener(stored)})


def _opener(stored: StoredFile) -> Callable[[], Any]:
    return lambda: stored.content.storage.open(str(stored.content.name))


def _apply_files(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    """A file once stored never changes: one that is here already is left alone."""
    here = set(StoredFile.objects.filter(pk__in=[item.id for item in items]).values_list("pk", flat=True))
    new = [item for item in items if item.id not in here]
    for item in new:
        stored = StoredFile(pk=item.id)
        for column in _FILE_COLUMNS:
            set_value(stored, column, item.fields[column.name])
        with opened(item.files["content"]) as raw:
            content = File(raw)
            if digest_of(content.chunks()) != stored.digest:
                raise Invalid(f"{stored.name}: digest")
            raw.seek(0)
            stored.content.save(stored.name, content, save=False)
        stored.save(force_insert=True)
    return len(new)


def _collect_attachments(channel: Channel) -> Iterator[Item]:
    for attachment in _attachments(channel).order_by("pk").iterator():
        fields = {column.name: value_of(attachment, column) for column in columns_of(Attachment)}
        yield Item("field.attachment", attachment.pk, fields)


def _apply_attachments(items: Sequence[Item], *, channel: Channel, by: User) -> int:
    subjects = _subjects(channel)
    here = set(Attachment.objects.filter(pk__in=[item.id for item in items]).values_list("pk", flat=True))
    new = []
    for item in items:
        made = Attachment(pk=item.id)
        for column in columns_of(Attachment):
            set_value(made, column, item.fields[column.name])
        if made.subject_type not in subjects:
            raise Invalid(f"{made.subject_type} {made.subject_id}")
        new += [made] if item.id not in here else []
    Attachment.objects.bulk_create(new, batch_size=500)
    if _attachments(channel).filter(pk__in=[one.pk for one in new]).count() != len(new):
        raise Invalid("attachment")
    return len(new)


FILES = Kind("field.file", _l("files"), BOTH, BOTH, _collect_files, _apply_files, order=40)
ATTACHMENTS = Kind(
    "field.attachment",
    _l("attachments"),
    BOTH,
    BOTH,
    _collect_attachments,
    _apply_attachments,
    order=80,
)
KINDS = [*(mirror.kind for mirror in MIRRORS), FILES, ATTACHMENTS]
