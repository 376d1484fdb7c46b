"""Templates of the papers of a round: the work plan, the handbook and what departments are asked for.

Standard ones come with the system; an office makes its own next version of one. A paper keeps the
words it began with.
"""
