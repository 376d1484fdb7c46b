"""Reads of the workbench: where work comes from, what it is now, and the state of the rounds."""
