"""Clues (疑点): what the models raise, for a person to verify."""
