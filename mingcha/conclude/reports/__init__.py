"""Reports of an inspection: drafted from its findings, reviewed, returned, approved.

Owns Report, ReportVersion, Sentence and ReviewRemark. Every sentence says which finding it rests on.
"""
