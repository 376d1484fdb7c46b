"""What an inspection must wait for before it goes to the archive."""
