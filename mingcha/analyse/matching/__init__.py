"""Matching (融合比对): the same person, company or address in tables without a shared key."""
