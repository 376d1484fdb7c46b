"""A synthetic province: tables under every contract, with planted cases and planted innocents, labelled."""
