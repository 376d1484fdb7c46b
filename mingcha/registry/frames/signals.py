"""What later stages are told."""

from django.dispatch import Signal

# The standard dictionaries are being loaded: a receiver loads its own and returns what it added, by name.
loading = Signal()
