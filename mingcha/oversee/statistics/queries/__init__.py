"""Reads of the statistics: figures put together, charts, and what reports have published."""
