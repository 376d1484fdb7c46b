"""What later steps are asked before a finding is taken back.

Sent with `finding`; a receiver returns a sentence naming what rests on it (a report, an opinion), or nothing.
"""

from django.dispatch import Signal

withdrawing = Signal()
