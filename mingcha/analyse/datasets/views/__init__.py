"""What the browser opens."""
