"""The timeline in words: what each event of the audit trail says to a person."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.foundation.audit.models import Event
from mingcha.foundation.workflow import Workflow, declared

# Whole actions, "finding.merge": other packages add theirs. The event's facts fill the placeholders.
sentences: dict[str, str | Promise] = {
    "account.administration": _l("changed the administration"),
    "account.remove_second_factor": _l("removed the second factor"),
    "account.set_second_factor": _l("set up the second factor"),
    "account.use_recovery_code": _l("signed in by a recovery code"),
    "deadline.start": _l("deadline started, due %(due_on)s"),
    "deadline.extend": _l("deadline extended to %(due_on)s"),
}
# The verb alone, for every kind of record.
verbs: dict[str, str | Promise] = {
    "add": _l("added"),
    "answer": _l("answered"),
    "answer_remark": _l("answered a remark"),
    "appraise": _l("appraised %(name)s"),
    "appoint": _l("appointed"),
    "arrange": _l("made the arrangements"),
    "assign": _l("assigned"),
    "attach": _l("attached “%(file)s”"),
    "bring": _l("brought the file"),
    "bulk_create": _l("created by import"),
    "change": _l("changed"),
    "change_password": _l("changed the password"),
    "change_result": _l("changed the result"),
    "check": _l("checked"),
    "close": _l("closed"),
    "conclude": _l("concluded"),
    "create": _l("created"),
    "decide": _l("decided"),
    "delete": _l("deleted"),
    "default": _l("made it the first view"),
    "discard": _l("discarded"),
    "download": _l("downloaded a copy"),
    "draft": _l("drafted"),
    "draw_up": _l("drew up the document %(number)s"),
    "edit": _l("changed"),
    "end": _l("ended"),
    "enqueue": _l("asked for it"),
    "enter": _l("entered what was found"),
    "evidence": _l("added evidence"),
    "export": _l("exported"),
    "finish": _l("finished"),
    "form": _l("formed"),
    "gather": _l("gathered"),
    "give": _l("gave"),
    "import": _l("created by import"),
    "issue": _l("issued"),
    "keep": _l("kept"),
    "link": _l("linked"),
    "load": _l("loaded"),
    "map": _l("matched the columns"),
    "make": _l("made"),
    "minute": _l("wrote the minutes"),
    "name": _l("named"),
    "no_default": _l("no first view any more"),
    "note_false": _l("noted a false report of rectification"),
    "open": _l("opened"),
    "opinion": _l("recorded the opinion"),
    "plan": _l("planned"),
    "progress": _l("reported progress"),
    "propose": _l("proposed"),
    "read": _l("read it"),
    "record": _l("recorded"),
    "refuse": _l("refused it"),
    "refused": _l("was refused"),
    "register": _l("registered"),
    "release": _l("handed it out"),
    "remark": _l("made a remark"),
    "remove": _l("removed"),
    "remove_evidence": _l("removed evidence"),
    "rename": _l("renamed it"),
    "report_result": _l("reported the result"),
    "reset_password": _l("gave a new one-time password"),
    "reveal": _l("opened the sealed part"),
    "revise": _l("revised"),
    "reword": _l("changed the wording"),
    "save": _l("saved"),
    "set": _l("set it"),
    "settle_remark": _l("settled a remark"),
    "refuse_sign_in": _l("was refused to sign in"),
    "sign": _l("signed it"),
    "sign_in": _l("signed in"),
    "stop": _l("asked it to stop"),
    "store": _l("stored a file"),
    "supervise": _l("put under special supervision"),
    "take_off": _l("taken off"),
    "take_scope": _l("took the scope"),
    "tick": _l("ticked it off"),
    "untick": _l("took back the tick"),
    "update": _l("changed"),
    "use": _l("put in use"),
    "withdraw": _l("withdrawn"),
    "write": _l("wrote"),
}


class _Facts(dict[str, Any]):
    """The facts of an event; what an old event does not have is a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentence(event: Event) -> str:
    """What happened, without who and when."""
    if event.action in sentences:
        return str(sentences[event.action]) % _Facts(event.facts)
    name, _dot, verb = event.action.partition(".")
    workflow = declared().get(name)
    if workflow and verb in workflow.moves:
        return _moved(workflow, verb, event.facts)
    return str(verbs.get(verb, verb.replace("_", " "))) % _Facts(event.facts)


def _moved(workflow: Workflow, move: str, facts: dict[str, Any]) -> str:
    statuses = dict(workflow.model.Status.choices)
    names = {
        "move": workflow.moves[move],
        "source": statuses.get(facts.get("source"), facts.get("source", "")),
        "target": statuses.get(facts.get("target"), facts.get("target", "")),
    }
    if names["source"] == names["target"]:
        return str(names["move"])
    return _("%(move)s (%(source)s → %(target)s)") % names
