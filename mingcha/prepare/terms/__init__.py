"""The term of a Party committee (届), the organisations that must be inspected in it, and how far that has come."""
