"""What offices of two levels tell each other over an exchange channel.

Owns LevelPaper (one paper that came from another level).
"""
