"""Forming teams at the size of a province: the search against its proven bound and against work by hand.

500 people, 60 teams, 60 organisations. Recusal is dense as in real pools: everyone has served in one to three
of the organisations, one in eight has relatives at one, and the last round's teams are remembered. The
yardstick is `greedy`: what a careful person does, from as many random beginnings as the same time allows.

Run: python -m benchmarks.teams [--seconds 120] [--seeds 3] [--people 500] [--teams 60]
"""

from __future__ import annotations

import argparse
import os
import random
import time

from mingcha.prepare.forming.solving.checking import faults
from mingcha.prepare.forming.solving.greedy import form_by_hand
from mingcha.prepare.forming.solving.problem import Person, Problem, Seats, Team, cost_of
from mingcha.prepare.forming.solving.search import Outcome, solve

SKILLS = ("discipline", "organisation", "audit", "finance", "legal", "engineering", "writing", "coordination")
SHARES = (0.25, 0.2, 0.18, 0.18, 0.12, 0.1, 0.25, 0.2)
NEAR = 0.01
BY_HAND_SECONDS = 1.0  # as the product does: a first answer, from which the search goes on


def main() -> None:
    options = arguments()
    print(f"{options.people} people, {options.teams} teams, {os.cpu_count()} cores, {options.seconds} s each")
    head = "seed | kept away | cost | proven bound | gap | first answer | within 1 % | by hand | dearer by"
    print(head)
    for seed in range(1, options.seeds + 1):
        print(measured(seed, options))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--teams", type=int, default=60)
    return parser.parse_args()


def measured(seed: int, options: argparse.Namespace) -> str:
    problem = province(seed, options.people, options.teams)
    began = form_by_hand(problem, seconds=BY_HAND_SECONDS)
    outcome = solve(problem, seconds=options.seconds - BY_HAND_SECONDS, hint=began)
    hand = form_by_hand(problem, seconds=options.seconds, seed=seed)
    for seats in (outcome.seats, hand):
        if found := faults(problem, seats) if seats else []:
            raise SystemExit(f"an answer breaks a condition: {found[:3]}")
    return " | ".join(
        [
            str(seed),
            f"{len(problem.barred) / (options.people * options.teams):.1%}",
            f"{outcome.cost:,} ({outcome.status})",
            f"{outcome.bound:,}",
            f"{outcome.gap:.2%}",
            first(outcome),
            near(outcome),
            by_hand(problem, hand),
            f"{cost_of(problem, hand) / outcome.cost - 1:+.1%}" if hand and outcome.cost else "—",
        ]
    )


def first(outcome: Outcome) -> str:
    """When the first answer was there."""
    return f"{outcome.course[0][0] + BY_HAND_SECONDS:.1f} s" if outcome.course else "—"


def near(outcome: Outcome) -> str:
    """When the answer was there that turned out to be within one per cent of the final bound."""
    good = [when for when, cost, _bound in outcome.course if cost <= outcome.bound * (1 + NEAR)]
    return f"{good[0] + BY_HAND_SECONDS:.1f} s" if good else "not reached"


def by_hand(problem: Problem, seats: Seats) -> str:
    return f"{cost_of(problem, seats):,}" if seats else "none found"


def province(seed: int, people: int = 500, teams: int = 60) -> Problem:
    """One generated pool and round; the same for the same seed."""
    chance = random.Random(seed)
    pool = tuple(person(chance, number, teams) for number in range(people))
    asked = {"discipline": 1, "organisation": 1, "audit": 1, "finance": 1, "legal": 1, "writing": 1}
    must = frozenset({"discipline", "organisation", "audit"})
    squads = tuple(Team(f"team{number}", 7, 6, asked, must) for number in range(teams))
    barred: dict[tuple[str, str], str] = {}
    leading: dict[tuple[str, str], str] = {}
    for one in pool:
        for place in chance.sample(range(teams), chance.randint(1, min(3, teams))):
            barred[one.key, f"team{place}"] = "曾任职"
        if chance.random() < 0.125:
            barred[one.key, f"team{chance.randrange(teams)}"] = "亲属任职"
        if one.former:
            barred[one.key, f"team{chance.randrange(teams)}"] = "上次巡察过"
        if one.may_lead and chance.random() < 0.3:
            leading[one.key, f"team{chance.randrange(teams)}"] = "曾任组长"
    return Problem(pool, squads, barred, leading)


def person(chance: random.Random, number: int, teams: int) -> Person:
    """About one in four leads; two in five served in the last round, some for a second time in the year."""
    served = chance.random() < 0.4
    skills = {skill for skill, share in zip(SKILLS, SHARES, strict=True) if chance.random() < share}
    return Person(
        f"p{number:04}",
        unit=f"unit{chance.randrange(80)}",
        skills=frozenset(skills or {chance.choice(SKILLS)}),
        may_lead=chance.random() < 0.25,
        load=chance.choice((45, 60, 60, 90, 120)) if served else chance.choice((0, 0, 0, 0, 20)),
        led=chance.choice((0, 0, 1, 2)),
        former=f"last{chance.randrange(teams)}" if served else "",
    )


if __name__ == "__main__":
    began = time.monotonic()
    main()
    print(f"{time.monotonic() - began:.0f} s in all")
