"""Taking packages in: verify, stage, apply in one transaction. What fails changes nothing and says why."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.exchange.batches import batched, seldom_swept
from mingcha.foundation.exchange.keys import Identity, identity
from mingcha.foundation.exchange.kinds import AT_ONCE, Kind, sent_on, taken_on
from mingcha.foundation.exchange.known import digest_of, remember
from mingcha.foundation.exchange.models import Channel, Package, facts_of
from mingcha.foundation.exchange.packages.declarations import PIECE, Fault, Head, Item, key_id
from mingcha.foundation.exchange.packages.reading import Reader, Record, plain_pieces
from mingcha.foundation.exchange.permissions import exchanges, uses
from mingcha.foundation.exchange.places import place_of, staging
from mingcha.foundation.exchange.rows import check_links
from mingcha.foundation.exchange.turns import take_turn
from mingcha.foundation.exchange.words import told
from mingcha.foundation.records import new_id, rules_told
from mingcha.foundation.refusals import NotAllowed, NotNow, Refusal

Progress = Callable[[int, int], None]

_log = logging.getLogger(__name__)


def receive_package(source: BinaryIO, *, name: str, by: User, on: Channel | None = None) -> Package:
    """Keep and verify a package without using anything of it. A refused one says so in `reason`.

    One that was taken in before is given back as it is. `on` is given by a caller who has asked already
    whether `by` may use that channel.
    """
    if on is None and not exchanges(by):
        raise NotAllowed(_("Only offices and teams with a channel bring packages."))
    ours = identity()
    direction, outcome = Package.Direction.RECEIVED, Package.Outcome.VERIFIED
    package = Package(
        id=new_id(), direction=direction, outcome=outcome, file_name=name[-200:], made_on=None, by=by
    )
    place = place_of(package)
    try:
        package.size = _keep(source, place)
        seen = Channel.objects.filter(pk=on.pk) if on else Channel.objects.visible_to(by)
        channel, head = _verify(package, place, ours, seen)
        return _register(package, channel, head)
    except Fault as fault:
        place.unlink(missing_ok=True)
        return _refused(package, told(fault))
    except BaseException:
        place.unlink(missing_ok=True)
        raise


def _keep(source: BinaryIO, place: Path) -> int:
    with place.open("xb") as target:
        while piece := source.read(PIECE):
            target.write(piece)
        return target.tell()


def _verify(package: Package, place: Path, ours: Identity, seen: QuerySet[Channel]) -> tuple[Channel, Head]:
    """Read it to the end once, keeping nothing; who sent it, and its manifest."""
    with place.open("rb") as source:
        reader = Reader(plain_pieces(source, ours.sealing))
        channel = _channel_of(reader.head, ours, seen)
        for _place, _pieces in reader.files():
            pass
        for _record in reader.records():
            pass
        package.digest = reader.verify(bytes(channel.peer_signing))
    if not channel.is_open:
        raise Fault("not_open")
    _refuse_kinds(channel, reader.head)
    return channel, reader.head


def _channel_of(head: Head, ours: Identity, seen: QuerySet[Channel]) -> Channel:
    if head.reader != ours.id:
        raise Fault("wrong_reader")
    for channel in seen.filter(closed_at__isnull=True):
        if key_id(bytes(channel.peer_signing)).hex() == head.sender:
            return channel
    raise Fault("unknown_sender")


def _refuse_kinds(channel: Channel, head: Head) -> None:
    known = {kind.name for kind in taken_on(channel)}
    if strange := sorted(set(head.kinds) - known):
        raise Fault("kind_not_taken", "、".join(strange))


@transaction.atomic
def _register(package: Package, channel: Channel, head: Head) -> Package:
    """Note it, unless it is here already. Two of one number that differ are a matter for people."""
    channel = Channel.objects.select_for_update().get(pk=channel.pk)
    known = channel.packages.received().exclude(outcome=Package.Outcome.REFUSED)
    same = known.filter(number=head.number).first()
    if same:
        place_of(package).unlink(missing_ok=True)
        if same.digest != package.digest:
            raise Fault("other_with_number")
        audit.record("channel.repeat", channel, by=package.by, number=head.number, digest=same.digest)
        return same
    before = known.filter(number=head.number - 1).first()
    if before and before.digest != head.previous:
        raise Fault("broken_chain")
    package.channel, package.number, package.previous = channel, head.number, head.previous
    package.made_on, package.void = _day(head.made_on), head.void
    package.kinds, package.files = head.kinds, head.files
    package.save(force_insert=True)
    audit.record("channel.verify", channel, by=package.by, **facts_of(package))
    return package


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault("damaged", "made_on") from None


@transaction.atomic
def _refused(package: Package, reason: str) -> Package:
    package.outcome, package.reason, package.ended_at = Package.Outcome.REFUSED, reason, timezone.now()
    package.save(force_insert=package._state.adding)
    facts = {"file": package.file_name, "reason": reason, **facts_of(package)}
    audit.record("package.refuse", package, by=package.by, **facts)
    return package


def apply_package(
    package: Package,
    *,
    by: User,
    on: Channel | None = None,
    progress: Progress = lambda done, total: None,
) -> Package:
    """Take a verified package in, all or nothing. One that was taken in already stays as it is."""
    try:
        with seldom_swept(), transaction.atomic():
            _apply(package, by, on, progress)
    except (Fault, Refusal) as error:
        if package.channel_id is None or isinstance(error, NotAllowed | NotNow):
            raise
        reason = told(error) if isinstance(error, Fault) else str(error)
        package.refresh_from_db()
        package = _refused(package, reason)
    if package.outcome in (Package.Outcome.APPLIED, Package.Outcome.REFUSED):
        place_of(package).unlink(missing_ok=True)
    return package


def _apply(package: Package, by: User, on: Channel | None, progress: Progress) -> None:
    take_turn()
    package.refresh_from_db(from_queryset=Package.objects.select_for_update())
    channel = package.channel
    if channel is None or (channel != on and not uses(by, channel)):
        raise NotAllowed(_("Only the office or the team of a channel takes packages in."))
    if package.outcome == Package.Outcome.APPLIED:
        return
    if package.outcome != Package.Outcome.VERIFIED:
        raise NotNow(_("This package was refused. Bring a whole one."))
    if not channel.is_open:
        raise NotNow(_("The channel is not open. A second person compares the fingerprints first."))
    package.changed = _take_in(package, channel, by, progress)
    progress(package.records + 1, package.records + 1)
    package.outcome, package.ended_at = Package.Outcome.APPLIED, timezone.now()
    package.save(update_fields=["changed", "outcome", "ended_at"])
    changed = sum(package.changed.values())
    audit.record("channel.apply", channel, by=by, changed=changed, **facts_of(package))


def _take_in(package: Package, channel: Channel, by: User, progress: Progress) -> dict[str, int]:
    """The second reading. It must find what the first found: the file could have been changed between."""
    changed: Counter[str] = Counter()
    with staging(package) as folder, place_of(package).open("rb") as source:
        reader = Reader(plain_pieces(source, identity().sealing))
        for number, pieces in reader.files():
            with (folder / str(number)).open("xb") as target:
                target.writelines(pieces)
        kinds = {kind.name: kind for kind in taken_on(channel)}
        returned = {kind.name for kind in sent_on(channel)}
        done = 0
        for kind, items in _batches(reader, folder, kinds):
            changed[kind.name] += _given_to(kind, items, channel, by)
            if kind.name in returned:
                remember(channel, package, [(item, digest_of(item)) for item in items])
            done += len(items)
            progress(done, package.records + 1)
        _check_links()
        if reader.verify(bytes(channel.peer_signing)) != package.digest:
            raise Fault("damaged")
    return dict(changed)


def _given_to(kind: Kind, items: list[Item], channel: Channel, by: User) -> int:
    """What breaks a rule of the tables or cannot be read as its kind refuses the package."""
    try:
        with rules_told():
            return kind.apply(items, channel=channel, by=by) if kind.apply else 0
    except (ValidationError, IntegrityError, DataError, KeyError, TypeError, ValueError) as error:
        _log.warning("exchange: %s could not be taken in", kind.name, exc_info=True)
        raise Fault("unfit", f"{kind.title} ({type(error).__name__})") from error


def _check_links() -> None:
    """What is referred to must be here when the package is in, not only when the transaction ends."""
    try:
        check_links()
    except IntegrityError as error:
        detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", "")
        raise Fault("unfit", detail or "link") from error


def _batches(reader: Reader, folder: Path, kinds: dict[str, Kind]) -> Iterator[tuple[Kind, list[Item]]]:
    for name, records in groupby(reader.records(), key=lambda record: record.kind):
        if name not in kinds:
            raise Fault("kind_not_taken", name)
        for batch in batched(records, AT_ONCE, weigh=lambda record: record.size):
            yield kinds[name], [_item(kinds[name], record, folder) for record in batch]


def _item(kind: Kind, record: Record, folder: Path) -> Item:
    files = {name: folder / str(number) for name, number in record.files.items()}
    try:
        return Item(record.kind, record.id, record.read(kind.said), files)
    except ValueError as error:
        raise Fault("unfit", f"{kind.title} ({error})") from None
