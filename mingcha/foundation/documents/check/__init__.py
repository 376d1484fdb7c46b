"""Reading a finished .docx against GB/T 9704-2012. Every measure is read from the file itself.

`validate(path)` gives the faults: where, which rule, what was found and what is wanted.
"""

from mingcha.foundation.documents.check.judging import RULES, Fault, validate

__all__ = ["RULES", "Fault", "validate"]
