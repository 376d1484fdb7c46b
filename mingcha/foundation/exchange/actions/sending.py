"""Writing packages: everything on a channel that is new or has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mingcha.foundation.accounts.models import User
from mingcha.foundation.audit import actions as audit
from mingcha.foundation.exchange.batches import batched, seldom_swept
from mingcha.foundation.exchange.keys import Identity, identity
from mingcha.foundation.exchange.kinds import AT_ONCE, Kind, sent_on
from mingcha.foundation.exchange.known import digest_and_size, known_of, remember
from mingcha.foundation.exchange.models import Channel, Package, facts_of
from mingcha.foundation.exchange.packages import writing
from mingcha.foundation.exchange.packages.declarations import Fault, Head, Item, key_id
from mingcha.foundation.exchange.packages.suites import SUITES
from mingcha.foundation.exchange.permissions import uses
from mingcha.foundation.exchange.places import place_of
from mingcha.foundation.exchange.turns import take_turn
from mingcha.foundation.exchange.words import told
from mingcha.foundation.records import new_id
from mingcha.foundation.refusals import NotAllowed, NotNow

Progress = Callable[[int, int], None]


def write_package(
    channel: Channel, *, by: User, empty: bool = False, progress: Progress = lambda done, total: None
) -> Package:
    """Write the next package of a channel into the state folder. Raises NotNow when there is nothing new.

    `empty=True` writes one all the same: the other side then learns that nothing is missing.
    """
    key = new_id()
    try:
        with seldom_swept(), transaction.atomic():
            return _write(channel, key, by, empty, progress)
    except BaseException as error:
        place_of(Package(pk=key, direction=Package.Direction.SENT)).unlink(missing_ok=True)
        if isinstance(error, Fault):
            raise NotNow(told(error)) from None
        raise


def _write(channel: Channel, key: UUID, by: User, empty: bool, progress: Progress) -> Package:
    take_turn()
    channel.refresh_from_db(from_queryset=Channel.objects.select_for_update())
    _refuse_unfit(channel, by)
    package = Package(
        id=key,
        channel=channel,
        direction=Package.Direction.SENT,
        number=channel.sent_number + 1,
        previous=_digest_before(channel),
        made_on=timezone.localdate(),
        void=_void(channel),
        outcome=Package.Outcome.WRITTEN,
        by=by,
    )
    kinds = sent_on(channel)
    sent: list[tuple[Item, bytes]] = []
    with writing.Content() as content:
        for place, kind in enumerate(kinds):
            progress(place, len(kinds) + 1)
            sent += _gather(channel, kind, content)
        if not content.records and not empty:
            raise NotNow(_("There is nothing new for this channel."))
        _put(package, content, identity())
    package.save(force_insert=True)
    remember(channel, package, sent)
    channel.sent_number += 1
    channel.save(update_fields=["sent_number"])
    audit.record("channel.write", channel, by=by, **facts_of(package))
    progress(1, 1)
    return package


def _refuse_unfit(channel: Channel, by: User) -> None:
    if not uses(by, channel):
        raise NotAllowed(_("Only the office or the team of a channel sends on it."))
    if not channel.is_open:
        raise NotNow(_("The channel is not open. A second person compares the fingerprints first."))


def _digest_before(channel: Channel) -> str:
    last = channel.packages.sent().filter(number=channel.sent_number).first()
    return last.digest if last else ""


def _void(channel: Channel) -> list[int]:
    """Numbers that never arrived; what they held goes again."""
    lost = channel.packages.sent().filter(outcome=Package.Outcome.LOST)
    return sorted(package.number for package in lost if package.number)


def _gather(channel: Channel, kind: Kind, content: writing.Content) -> list[tuple[Item, bytes]]:
    """Put what is new or changed of one kind into the package; what was put, to be remembered.

    Words in it are those of the installation's language, whoever writes: another's are no change.
    """
    put = []
    with translation.override(settings.LANGUAGE_CODE):
        for item, digest in _changed(channel, kind):
            content.add(item)
            put.append((Item(item.kind, item.id, {}), digest))
    return put


def _changed(channel: Channel, kind: Kind) -> Iterator[tuple[Item, bytes]]:
    given: Iterable[Item] = kind.collect(channel) if kind.collect else ()
    sized = ((item, *digest_and_size(item)) for item in given)
    for batch in batched(sized, AT_ONCE, weigh=lambda one: one[2]):
        known = known_of(channel, kind.name, [item for item, _digest, _size in batch])
        for item, digest, _size in batch:
            if known.get(item.id) != digest:
                yield item, digest


def _put(package: Package, content: writing.Content, ours: Identity) -> None:
    channel: Any = package.channel
    head = Head(
        channel=channel.name,
        sender=ours.id,
        reader=key_id(bytes(channel.peer_signing)).hex(),
        number=package.number or 0,
        previous=package.previous,
        made_on=str(package.made_on),
        void=package.void,
    )
    to = bytes(channel.peer_sealing) if channel.peer_sealing else None
    place = place_of(package)
    with place.open("xb") as target:
        suite = SUITES[channel.suite]
        written = writing.write_package(target, head, content, sign=ours.signing, to=to, suite=suite)
    package.digest, package.size = written.digest, place.stat().st_size
    package.kinds, package.files = written.head.kinds, written.head.files
    package.file_name = f"{channel.name}-{package.number:06}.mcx"


@transaction.atomic
def release_package(package: Package, *, by: User) -> Path:
    """Hand out a package that was written, to be carried to the other side."""
    channel: Any = package.channel
    if package.is_received or not uses(by, channel):
        raise NotAllowed(_("Only the office or the team of a channel takes its packages."))
    place = place_of(package)
    if not place.exists():
        raise NotNow(_("The package was acknowledged, and its file is gone. What it held has arrived."))
    audit.record("channel.release", channel, by=by, **facts_of(package))
    return place
