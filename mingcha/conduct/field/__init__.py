"""The field edition (单机版): a working copy for one team and one inspection that runs without a network.

Owns Edition (one copy that was made, until it was wiped).
"""
