"""The lists of bodies and posts."""

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.ledgers import Choice, Column, Dates, Flag, Ledger, Reference
from mingcha.registry.bodies.models import Body, Post
from mingcha.registry.bodies.permissions import keeps_bodies, reads_bodies

BODIES = Ledger(
    name="bodies",
    model=Body,
    title=_("Bodies"),
    stage="registry",
    order=10,
    columns=[
        Column("name", link=True, wide=True),
        Column("short_name"),
        Choice("kind"),
        Choice("level"),
        Reference("office"),
        Reference("parent"),
        Column("division_code", hidden=True),
        Column("phone", hidden=True),
        Flag("is_active"),
    ],
    search=("name", "short_name"),
    sort="level",
    within={"bodies.Body": "office_id"},
    select_related=("office", "parent"),
    create=("bodies:create", keeps_bodies),
    who=reads_bodies,
    empty=_("No bodies yet. The security administrator creates them."),
)

POSTS = Ledger(
    name="posts",
    model=Post,
    title=_("Posts"),
    stage="registry",
    order=11,
    columns=[
        Column("user", path="user__full_name", label=_("Person"), link=True),
        Reference("body", wide=True),
        Choice("role"),
        Choice("level", path="body__level", label=_("Level")),
        Dates("since"),
        Dates("until"),
    ],
    search=("user__full_name", "body__name", "body__short_name"),
    sort="-since",
    within={"bodies.Body": "body_id"},
    select_related=("user", "body"),
    who=reads_bodies,
    empty=_("Nobody holds a post yet."),
)
