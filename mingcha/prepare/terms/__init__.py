"""Terms of a Party committee (届), what must be inspected in one, and how far that has come."""
