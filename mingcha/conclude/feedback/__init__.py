"""The opinion given to the inspected organisation, its service and receipt, which start the clocks.

Owns FeedbackOpinion and FeedbackIssue.
"""
