"""What later steps are asked. A receiver returns a list of records, each with a page of its own."""

from django.dispatch import Signal

showing = Signal()  # what may show that an item is done, with `task` and `user`: activities, papers
