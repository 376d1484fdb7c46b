"""Sealing whole files to the public keys of those who may read them: the sealed stream, version 1."""
