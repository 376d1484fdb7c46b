"""The standing facts: bodies and posts, dictionaries and rule sets, the organisations that are inspected."""
