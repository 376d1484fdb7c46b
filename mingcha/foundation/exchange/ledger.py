"""Channels, packages, and records on which two sides differ, as lists."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.exchange.kinds import find
from mingcha.foundation.exchange.models import Channel, Copy, Package
from mingcha.foundation.exchange.permissions import exchanges, keeps_channels
from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger, Number


def _kind_title(copy: Copy) -> str:
    kind = find(copy.kind)
    return capfirst(str(kind.title)) if kind else copy.kind


CHANNELS = Ledger(
    name="channels",
    model=Channel,
    title=_l("Exchange channels"),
    stage="oversee",
    order=80,
    columns=[
        Column("name", link=True),
        Choice("partner"),
        Flag("open", label=_l("Is open"), path=lambda channel: channel.is_open),
        Number("sent_number"),
        Column("set_up_by", label=_l("Set up by"), path="proposed_by__full_name"),
        Column("compared_by", label=_l("Fingerprint compared by"), path="confirmed_by__full_name"),
        Dates("created_at", label=_l("Set up on")),
        Dates("closed_at", hidden=True),
    ],
    search=("name",),
    sort="name",
    select_related=("proposed_by", "confirmed_by"),
    create=("exchange:channel_create", keeps_channels),
    who=exchanges,
    empty=_l("No channels yet. Exchange key files with the other side, then set up a channel."),
)
PACKAGES = Ledger(
    name="packages",
    model=Package,
    title=_l("Exchange packages"),
    stage="oversee",
    order=81,
    columns=[
        Column("package", label=_l("Package"), path=lambda package: package.name, link=True),
        Column("channel", path="channel__name", wide=True),
        Choice("direction"),
        Number("number", hidden=True),
        Choice("outcome"),
        Number("records", label=_l("Records"), path=lambda package: package.records),
        Number("files"),
        Number("size"),
        Dates("made_on"),
        Dates("created_at", label=_l("Written or brought at")),
        Column("by", path="by__full_name"),
        Column("reason", wide=True, hidden=True),
        Column("digest", wide=True, hidden=True),
    ],
    search=("file_name", "digest", "channel__name"),
    sort="-created_at",
    within={"exchange.Channel": "channel_id"},
    select_related=("channel", "by"),
    create=("exchange:package_bring", exchanges),
    who=exchanges,
    empty=_l("No packages yet. Write one on a channel's page, or bring the one that the other side wrote."),
)
CONFLICTS = Ledger(
    name="conflicts",
    model=Copy,
    sensitive=True,
    title=_l("Both sides changed"),
    stage="oversee",
    order=82,
    columns=[
        Column("title", link=True, wide=True),
        Number("conflicts"),
        Column("kind", path=_kind_title),
        Dates("created_at", label=_l("First exchanged on")),
    ],
    search=("title",),
    sort="-conflicts",
    opens={"conflicts_min": 1},
    who=exchanges,
    empty=_l("No shared records yet: they come with the first field edition."),
)
