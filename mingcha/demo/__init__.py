"""The demonstration: a city made through the same actions as users use."""
