"""The words that scripts say, in the language of the page, and the same words said by the site."""

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mingcha.outer.reports.cleaning import Looked

TEXTS = {
    "sealed_here": _("This browser seals your report before anything leaves it."),
    "cannot_seal": _("This browser cannot seal. The site will seal what you send as it arrives."),
    "preparing": _("Preparing …"),
    "proving": _("Proving that you are no machine …"),
    "sealing": _("Sealing …"),
    "sending": _("Sending … {percent} %"),
    "waiting": _("The line is broken. Trying again; keep this page open."),
    "failed": _("This was not sent: "),
    "stop": _("Stop"),
    "text_missing": _("Say what happened."),
    "about_missing": _("Choose what it is about."),
    "name_missing": _("Give your name, or choose to report anonymously."),
    "too_large": _("This file is too large to be sent."),
    "too_many": _("At most 20 files can be sent at once."),
    "remove": _("Remove"),
    "looking": _("Looking for hidden data …"),
    "nothing_found": _("No hidden data found."),
    "found": _("Hidden in it: "),
    "will_clean": _("It is left out of the copy that is sent."),
    "cannot_clean": _("It cannot be removed here, and is sent with the file (sealed)."),
    "stays": _("It stays in the copy: "),
    "cannot_check": _("This kind of file cannot be looked into here; hidden data are sent with it (sealed)."),
    "keep_original": _("Send the original too, sealed, as evidence"),
    "gps": _("the place (GPS)"),
    "camera": _("the device"),
    "time": _("the time"),
    "author": _("a name"),
    "software": _("the program"),
    "thumbnail": _("a small picture of the original"),
    "comment": _("comments"),
    "changes": _("tracked changes"),
    "other": _("other notes"),
    "trailing": _("something behind the picture's end"),
    "retype": _("Type words {first} and {second} of your receipt, to be sure you have them:"),
    "retyped": _("Right. You may leave now."),
    "not_retyped": _("That is not what the receipt says. Compare it once more."),
    "words_wrong": _("“{word}” is not a receipt's word. Compare it with what you wrote down."),
    "words_count": _("A receipt has 9 words; these are {count}."),
    "words_order": _("These words do not belong together: one of them is mistaken or out of place."),
    "opening": _("Opening …"),
    "no_replies": _("There is no answer yet. Come back later with the same receipt."),
    "broken_reply": _("This answer cannot be opened. Add to your report that it could not."),
    "added": _("Sent. It now belongs to your report."),
    "grade_missing": _("Choose how satisfied you are."),
    "leave": _("You have not confirmed your receipt yet."),
    "unsent": _("What you wrote has not been sent yet."),
    "loose": _("It cannot be kept when the page is loaded again: keep this page open until it is sent."),
    "choose_again": _("Choose these files again: "),
    "file_name": _("receipt.txt"),
    "answers_missing": _("Answer: "),
    "comma": _(", "),
    "stop_sign": _(". "),
    "stopped": _("Stopped."),
}


def texts() -> dict[str, str]:
    """All of them, for the page's JSON."""
    return {name: str(text) for name, text in TEXTS.items()} | {"gap": gap()}


def gap() -> str:
    """What stands between two sentences in the language of the page."""
    return " " if get_language() == "en" else ""


def said_of(looked: Looked) -> str:
    """What was found in a file and what became of it, as `showing.js` says it."""
    if not looked.known:
        return str(TEXTS["cannot_check"])
    if not looked.found:
        return str(TEXTS["nothing_found"])
    if looked.cleaned is None:
        return f"{TEXTS['found']}{_names(looked.found)}{TEXTS['cannot_clean']}"
    gone = [one for one in looked.found if one not in looked.stays]
    said = f"{TEXTS['found']}{_names(gone)}{TEXTS['will_clean']}" if gone else ""
    stays = f"{TEXTS['stays']}{_names(looked.stays)}" if looked.stays else ""
    return gap().join(filter(None, [said, stays]))


def _names(found: Iterable[str]) -> str:
    return str(TEXTS["comma"]).join(str(TEXTS[one]) for one in found) + str(TEXTS["stop_sign"])
