"""What later stages are told: a run has its hits."""

from django.dispatch import Signal

run_finished = Signal()  # run: Run, hits: list[Hit]; inside the transaction that ends the run
