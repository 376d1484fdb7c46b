"""Signed and sealed packages between installations that share no network.

Owns the keys of this installation (SiteKeys), the channels to others (Channel), what went over them
(Package, Sent), and the common past of records that several places write in (Copy). What is exchanged
the apps say in their `exchanging.py`.
"""
