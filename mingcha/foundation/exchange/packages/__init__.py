"""The package format, version 1 (docs/exchange-format.md), as streams in constant memory."""
