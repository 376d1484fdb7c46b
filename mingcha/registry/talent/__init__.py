"""The pools inspection teams are drawn from (组长库、人才库): people, what they can do, their ties.

Nobody enters a pool alone: one nominates, another qualifies, the head of the office admits.
"""
