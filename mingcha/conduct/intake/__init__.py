"""Sealed reporting (码上巡察), the inner side: keys, codes, posters, reports, replies, questionnaires."""
