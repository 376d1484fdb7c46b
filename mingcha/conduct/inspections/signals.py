"""What later steps are asked before an inspection moves on.

Each is sent with `inspection`; a receiver returns a sentence naming what is still open, a list of
such sentences, or nothing.
"""

from django.dispatch import Signal

leaving = Signal()  # before the team leaves the organisation
evaluating = Signal()  # before the evaluation of rectification begins
closing = Signal()  # before the inspection is archived
