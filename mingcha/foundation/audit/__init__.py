"""The audit trail: what happened, who did it, who looked.

Owns Event (one thing that happened) and Link (its place in the hash chain). The database itself
refuses to change or remove either.
"""
