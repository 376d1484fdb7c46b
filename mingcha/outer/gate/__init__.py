"""What keeps abuse out without knowing who comes: proof of work, and buckets that hold no address."""
