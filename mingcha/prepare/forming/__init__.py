"""Forming the teams of a round: proposals, found by search and changed by hand, told why, then adopted.

Recusal by the records stands here too: each rule says its source, and an office may switch it.
"""
