"""What later stages may object to."""

from django.dispatch import Signal

# Sent with `user`; a receiver returns a sentence if the user may not become an administrator.
becoming_administrator = Signal()
