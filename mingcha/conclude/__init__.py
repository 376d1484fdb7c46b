"""What was found is said: the report, the meetings that hear it, the opinion fed back."""
