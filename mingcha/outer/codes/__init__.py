"""The codes of running inspections, as the inner site published them."""
