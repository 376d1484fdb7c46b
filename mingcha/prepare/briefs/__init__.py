"""What a team knows before it enters: the “3+2” lists (3+2清单); and the checklist it works through.

Departments are asked for three lists (policy, duty, information) and answer line by line; the team
makes two of them, questions and responsibilities. The checklist is the round's, in the version it
began with.
"""
