"""The figures of all stages, their comparison and their charts. Nothing is kept here: all is counted."""
