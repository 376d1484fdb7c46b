"""Who inspects: committees, leading groups, offices, discipline bodies, departments, and the posts in them.

Owns Body and Post. A post is given and ended by the security administrator; it is what lets a
person see an office's records.
"""
