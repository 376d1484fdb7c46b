"""Every write of sealed reporting, and every opening."""
