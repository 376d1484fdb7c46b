"""The use made of results: suggestions to departments, common problems, circulars, accountability.

Owns Suggestion, CommonProblem, Circular, Accountability, AppointmentCorrection and SupervisionAct.
"""
