"""Tests of clues."""
