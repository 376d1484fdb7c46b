"""What later apps are asked and told about data sets.

`using` is sent with `contract` (its name): a receiver returns a list of `(label, address)` of what works on
tables of that contract, or nothing. `destroying` is sent with `dataset` and `by` inside the transaction that
destroys a data set, so that whatever was copied out of it goes too.
"""

from django.dispatch import Signal

using = Signal()
destroying = Signal()
