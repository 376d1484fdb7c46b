"""Reads: the problem a proposal poses, what answers mean in words, priorities, the board of the term."""
