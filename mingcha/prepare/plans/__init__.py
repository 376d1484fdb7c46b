"""Work plan (工作方案) and handbook (工作手册) of a round, and their pre-review (前置审核).

Written in paragraphs from a template; the level above comments paragraph by paragraph, returns,
approves; then it is sent down.
"""
