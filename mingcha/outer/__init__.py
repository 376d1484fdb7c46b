"""The outer site: the only pages open to the public, on a machine that holds no key which opens anything."""
