"""What later steps are asked before a round moves on, and what they are told.

All but `entering` and the last two are sent with `round`; a receiver returns a sentence naming what is
still open, a list of such sentences, or nothing. `advancing` also carries `move`.
"""

from django.dispatch import Signal

revising = Signal()  # before an approved round goes back to planning
readying = Signal()  # before the round is ready to enter: teams, recusals, authorisation
entering = Signal()  # before teams enter: with `tasks` and no `round`; what their members still lack
advancing = Signal()  # before enter, withdraw, decide, feed_back, rectify
archiving = Signal()  # before the round is archived
extended = Signal()  # told once the stay on site is extended, with `round`, `by`, `until`
ended = Signal()  # told once the round is archived or stopped, with `round`, `by`, `reason`, `on`
