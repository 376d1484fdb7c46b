"""What every stage stands on. Nothing here knows about inspections."""
