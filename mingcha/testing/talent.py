"""People in the pools for the tests, made through the actions, as far along as asked."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from mingcha.registry.bodies.models import Body, Post, Role
from mingcha.registry.talent.actions import admit_many, nominate, qualify_many
from mingcha.registry.talent.models import Talent
from mingcha.testing.registry import keeper, make_officer

LAST_DAY = date(2031, 12, 31)
_numbers = count(1)


def make_talent(office: Body, status: str = "in_pool", **fields: Any) -> Talent:
    """Somebody in the pool of this office, with an account only where `user` is given."""
    number = next(_numbers)
    given: dict[str, Any] = {
        "name": f"测试人才{number:03}",
        "unit": f"测试单位{number:03}",
        "grade": "section",
        "skills": ["audit"],
        "born_on": timezone.localdate() - timedelta(days=14_000 + number),
    }
    talent = nominate(office, by=keeper(office), **(given | fields))
    if status != "nominated":
        officer = holder(office, Role.ORGANISATION_OFFICER)
        qualify_many([talent], by=officer, organisation="同意", discipline="未发现问题")
    if status == "in_pool":
        admit_many([talent], by=holder(office, Role.OFFICE_HEAD), until=LAST_DAY)
    return talent


def holder(office: Body, role: str) -> Any:
    """Who holds this role at the office, or somebody new."""
    posts = Post.objects.in_force().filter(role=role).select_related("user")
    own = posts.filter(body=office) | posts.filter(body__office=office)
    first = own.order_by("created_at").first()
    return first.user if first else make_officer(office, role)


def make_leader(office: Body, **fields: Any) -> Talent:
    """Somebody in the leader pool."""
    return make_talent(office, pool="leader", grade="division_deputy", **fields)
