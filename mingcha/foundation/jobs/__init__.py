"""Work that takes longer than a person waits: done by the worker, with progress and a way to stop it."""
