"""Pages of papers, findings and immediate rectification."""
