"""Pages of the lists and of the checklists."""
