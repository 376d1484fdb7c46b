"""Looking across everything: guidance between levels, figures, the first page."""
