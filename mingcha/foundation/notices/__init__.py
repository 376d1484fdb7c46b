"""Short messages to people inside the system."""
