"""Forming teams as a problem of its own: plain values in, plain values out, no records and no requests.

`problem` says what is asked, `checking` judges any answer, `search` finds the best one with CP-SAT, `greedy`
is the yardstick, `conflicts` names what cannot be had together, `reasons` says why somebody was not chosen.
"""
