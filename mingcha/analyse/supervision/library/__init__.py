"""The library: every model there is, by an explicit list of files."""
