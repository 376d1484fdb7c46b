"""Who acts in the demonstration: bodies, accounts, posts. All names are placeholders."""

from dataclasses import dataclass, field
from datetime import date

from mingcha.foundation.accounts.actions import create_accounts_many
from mingcha.foundation.accounts.models import User
from mingcha.registry.bodies.actions import create_bodies_many, give_posts_many
from mingcha.registry.bodies.models import Body, Kind, Level, Post, Role

PASSWORD = "Mingcha-2026!"
SPECIALISTS = {"city": 30, "county": 10}  # people of departments, lent to teams


@dataclass
class Place:
    """One level's office with the bodies and the people around it."""

    name: str
    key: str
    office: Body
    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, list[User]] = field(default_factory=dict)

    def one(self, role: str, place: int = 0) -> User:
        return self.people[role][place]


@dataclass
class Cast:
    """Everyone: the three administrators, the city and its counties."""

    system: User
    security: User
    audit: User
    city: Place
    counties: list[Place]
    above: User  # of the office above the city, which reviews its plans


# Role, the words of the placeholder name, how many.
OFFICERS = [
    (Role.OFFICE_HEAD, "巡察办主任", 1),
    (Role.OFFICE_STAFF, "巡察办干部", 3),
    (Role.GROUP_HEAD, "领导小组组长", 1),
    (Role.GROUP_MEMBER, "领导小组成员", 1),
    (Role.COMMITTEE_CLERK, "委办文书", 1),
    (Role.CASE_MANAGER, "案管室干部", 1),
    (Role.SUPERVISOR, "监督检查室干部", 1),
    (Role.ORGANISATION_OFFICER, "组织部干部", 1),
    (Role.DEPARTMENT_OFFICER, "抽调干部", 0),
]
KINDS = {
    Role.OFFICE_HEAD: Kind.OFFICE,
    Role.OFFICE_STAFF: Kind.OFFICE,
    Role.GROUP_HEAD: Kind.LEADING_GROUP,
    Role.GROUP_MEMBER: Kind.LEADING_GROUP,
    Role.COMMITTEE_CLERK: Kind.COMMITTEE,
    Role.CASE_MANAGER: Kind.DISCIPLINE,
    Role.SUPERVISOR: Kind.DISCIPLINE,
    Role.ORGANISATION_OFFICER: Kind.ORGANISATION_DEPARTMENT,
    Role.DEPARTMENT_OFFICER: Kind.DEPARTMENT,
}
TAILS = {
    Kind.COMMITTEE: "委",
    Kind.LEADING_GROUP: "委巡察工作领导小组",
    Kind.DISCIPLINE: "纪委监委",
    Kind.ORGANISATION_DEPARTMENT: "委组织部",
    Kind.DEPARTMENT: "审计局",
}


def administrators() -> tuple[User, User, User]:
    """The three who keep the system: the only accounts that nobody created."""
    names = {"system": "系统管理员", "security": "安全保密管理员", "audit": "安全审计员"}
    made = [
        User.objects.create_user(f"{kind}-admin", PASSWORD, full_name=name, administration=kind)
        for kind, name in names.items()
    ]
    return made[0], made[1], made[2]


def make_places(city: str, counties: list[tuple[str, str]], by: User) -> tuple[Place, list[Place]]:
    """The bodies of the city and of its counties. `counties` holds code and name."""
    province = Body(kind=Kind.OFFICE, name="吉林省委巡视办", short_name="省委巡视办", level=Level.PROVINCE)
    top = _place(city, "city", Level.CITY, province)
    lower = [_place(name, f"c{code}", Level.COUNTY, top.office) for code, name in counties]
    bodies = [province]
    for place in (top, *lower):
        bodies += [place.office, *(body for body in place.bodies.values() if body is not place.office)]
    create_bodies_many(bodies, by=by)
    return top, lower


def _place(name: str, key: str, level: str, parent: Body) -> Place:
    office = Body(
        kind=Kind.OFFICE, name=f"中共{name}委巡察办", short_name=f"{name}委巡察办", level=level, parent=parent
    )
    bodies = {str(Kind.OFFICE): office}
    for kind, tail in TAILS.items():
        head = "中共" if kind in (Kind.COMMITTEE, Kind.LEADING_GROUP, Kind.ORGANISATION_DEPARTMENT) else ""
        bodies[str(kind)] = Body(
            kind=kind, name=f"{head}{name}{tail}", short_name=f"{name}{tail}", level=level, office=office
        )
    return Place(name, key, office, bodies)


def staff_above(office: Body, *, system: User, security: User, since: date) -> User:
    """One account of the office above this one."""
    rows = [{"username": "province-office-staff", "full_name": "省委巡视办干部"}]
    user = create_accounts_many(rows, password=PASSWORD, must_change=False, by=system)[0]
    post = Post(user=user, body=office.parent, role=Role.OFFICE_STAFF, since=since)
    give_posts_many([post], by=security)
    return user


def people_places(places: list[Place], *, system: User, security: User, since: date) -> None:
    """Accounts and posts of every officer and of the people lent to teams."""
    planned = [(place, *row) for place in places for row in _planned(place)]
    rows = [{"username": username, "full_name": name} for _place, _role, username, name in planned]
    users = create_accounts_many(rows, password=PASSWORD, must_change=False, by=system)
    posts = []
    for (place, role, _username, _name), user in zip(planned, users, strict=True):
        place.people.setdefault(role, []).append(user)
        posts.append(Post(user=user, body=place.bodies[str(KINDS[Role(role)])], role=role, since=since))
    give_posts_many(posts, by=security)


def _planned(place: Place) -> list[tuple[str, str, str]]:
    level = "city" if place.key == "city" else "county"
    rows = []
    for role, words, how_many in OFFICERS:
        number = SPECIALISTS[level] if role == Role.DEPARTMENT_OFFICER else how_many
        for no in range(1, number + 1):
            end = f"{no:02}" if number > 1 else ""
            rows.append(
                (str(role), f"{place.key}-{role.replace('_', '-')}{end}", f"{place.name}{words}{end}")
            )
    return rows
