"""Reasons, faults and conflicts as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.words import listed
from mingcha.prepare.forming.queries.problems import Sheet
from mingcha.prepare.forming.solving.checking import Fault
from mingcha.prepare.forming.solving.model import Condition
from mingcha.prepare.forming.solving.reasons import Short, WhyNot
from mingcha.registry.talent.models import Skill

# One sentence each; the same words tell what is broken and what cannot be had together.
SENTENCES = {
    "unknown": _l("%(person)s is no longer in the pool."),
    "twice": _l("%(person)s has two places."),
    "most": _l("%(team)s has at most %(seats)s seats."),
    "least": _l("%(team)s has at least %(least)s people."),
    "leader": _l("%(team)s has one leader, from the leader pool."),
    "no_leader": _l("%(person)s is not in the leader pool."),
    "skill": _l("%(team)s has at least %(number)s with the skill “%(skill)s”."),
    "level": _l("%(team)s has somebody from “%(level)s”."),
    "unit": _l("%(team)s has at most %(unit_most)s of one unit."),
    "former": _l("%(team)s has at most %(former_most)s of one earlier team."),
    "away": _l("%(person)s cannot come: %(why)s."),
    "excluded": _l("%(person)s was left out by hand."),
    "elsewhere": _l("%(team)s comes from %(home)s, %(person)s does not."),
    "barred": _l("%(person)s keeps away from %(team)s: %(why)s."),
    "barred_from_leading": _l("%(person)s does not lead %(team)s: %(why)s."),
    "pin": _l("%(person)s was put into %(team)s by hand."),
}
SHORT = {
    "away": _l("cannot come"),
    "excluded": _l("left out by hand"),
    "elsewhere": _l("not of the place the team comes from"),
    "barred": _l("recused"),
    "unit": _l("too many of their unit there already"),
    "former": _l("too many of their earlier team there already"),
    "pin": _l("the seats are filled by hand"),
    "skill": _l("the team would lose a skill it must have"),
    "leader": _l("the team would lose its leader"),
    "no_leader": _l("not in the leader pool"),
    "barred_from_leading": _l("may not lead there"),
    "level": _l("a level would have nobody in the team"),
    "least": _l("the team would be too small"),
    "most": _l("the team is full"),
    "dearer": _l("the others strain less"),
}


NAMED = 8  # people, where many are told of
GATHERED = ("barred", "away", "excluded", "elsewhere")  # told of many people at once


def _sentence(sheet: Sheet, one: Fault | Condition, told: str = "") -> str:
    team = sheet.problem.team.get(one.team)
    place = (one.person, one.team)
    why = told or sheet.problem.barred.get(place) or sheet.problem.barred_from_leading.get(place) or ""
    return str(SENTENCES[one.code]) % {
        "team": sheet.names.get(one.team, one.team),
        "person": sheet.name(one.person),
        "why": why or sheet.away.get(one.person, ""),
        "seats": team.seats if team else "",
        "least": team.least if team else "",
        "number": team.skills.get(one.about, "") if team else "",
        "skill": skill_name(one.about),
        "level": sheet.levels.get(one.about, one.about),
        "home": sheet.homes.get(one.team, ""),
        "unit_most": sheet.problem.unit_most,
        "former_most": sheet.problem.former_most,
    }


def skill_name(code: str) -> str:
    return str(dict(Skill.choices).get(code, code))


def fault_told(sheet: Sheet, fault: Fault) -> str:
    """What an answer breaks."""
    return _sentence(sheet, fault, fault.told)


def conflict_told(sheet: Sheet, conditions: Sequence[Condition]) -> list[str]:
    """What cannot be had together. Many people kept away for the same team are one sentence."""
    plain = [one for one in conditions if one.code not in GATHERED]
    sentences = [_sentence(sheet, one) for one in plain]
    for code, words in (
        ("away", _("These people cannot come: %(names)s.")),
        ("excluded", _("These people were left out by hand: %(names)s.")),
        ("barred", _("These people keep away by recusal: %(names)s.")),
        ("elsewhere", _("These people do not come from the place of the team: %(names)s.")),
    ):
        if names := sorted({sheet.name(one.person) for one in conditions if one.code == code}):
            sentences.append(words % {"names": _some(names)})
    return sentences


def _some(names: Sequence[str]) -> str:
    """The first few of many names."""
    if len(names) <= NAMED:
        return listed(names)
    given = {"names": listed(names[:NAMED]), "count": len(names)}
    return _("%(names)s and others, %(count)s people in all") % given


def why_not_told(sheet: Sheet, why: WhyNot) -> str:
    """Why one person has no seat."""
    if why.away:
        return _("Cannot come: %(why)s.") % {"why": sheet.away.get(why.person, "")}
    if why.excluded:
        return _("Left out by hand.")
    parts = []
    if why.barred:
        closed = "；".join(dict.fromkeys(told for _team, told in why.barred))
        facts = {"count": len(why.barred), "teams": len(sheet.names), "why": closed}
        parts.append(_("Kept away from %(count)s of %(teams)s teams: %(why)s.") % facts)
    if len(why.barred) < len(sheet.names):
        parts.append(_otherwise(sheet, why))
    return "".join(parts)


def _otherwise(sheet: Sheet, why: WhyNot) -> str:
    load = sheet.problem.person[why.person].load
    if why.room:
        return _("Could still be put into %(team)s.") % {"team": sheet.names[why.room]}
    if why.dearer is None:
        broken = SHORT.get(why.broken, why.broken)
        return _("In no place without breaking a condition, mostly because %(why)s.") % {"why": broken}
    facts = {"name": sheet.name(why.instead_of), "more": abs(why.dearer), "days": load}
    if why.dearer > 0:
        sentence = _(
            "Was in teams for %(days)s days last year; in place of %(name)s the strain grows by %(more)s."
        )
        return sentence % facts
    if why.dearer < 0:
        return _("In place of %(name)s the strain would fall by %(more)s: let it search longer.") % facts
    return _("As good as %(name)s, who was chosen.") % facts


def short_told(sheet: Sheet, short: Short) -> str:
    """Which seats stayed empty, or which skill is lacking, and why nobody free fills them."""
    facts = {
        "team": sheet.names[short.team],
        "missing": short.missing,
        "skill": skill_name(short.skill),
        "why": "，".join(
            _("%(count)s: %(why)s") % {"count": count, "why": SHORT.get(code, code)}
            for code, count in short.kept_out
        )
        or _("nobody is left"),
    }
    if short.skill:
        return _("%(team)s lacks %(missing)s with the skill “%(skill)s” (%(why)s).") % facts
    return _("%(team)s has %(missing)s empty seats (%(why)s).") % facts
