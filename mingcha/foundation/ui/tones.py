"""Which tone a status is shown in. Colour only repeats what the label says."""

_CODES = {
    "neutral": "draft preparing closed_out withdrawn cancelled ended none not_started archived inactive"
    " destroyed dismissed retired",
    "notice": "proposed submitted under_review deputy_review leader_review for_group for_committee reporting"
    " awaiting awaiting_feedback declared issued leader_approved group_approved office_reviewed"
    " done_unchecked party_meeting to_archive opinion waiting due due_soon met_late",
    "good": "approved confirmed signed filed ready settled receipted verified written_off accepted granted"
    " met done active current fed_back closed transferred answered",
    "danger": "returned refused not_done rebounded overdue rejected failed stopped",
}
_TONES = {code: tone for tone, codes in _CODES.items() for code in codes.split()}


def tone_of(status: str) -> str:
    """Work in progress is `info`, the rest as listed."""
    return _TONES.get(status, "info")
