"""Models on subsidies."""
