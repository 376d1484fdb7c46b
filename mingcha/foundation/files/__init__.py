"""Stored files: name, size, digest, security marking, and what record each is attached to.

Owns StoredFile and Attachment. A file is seen by whoever may see a record it is attached to.
"""
