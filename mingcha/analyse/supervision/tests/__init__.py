"""Tests of the supervision models."""
