"""What this app answers when others ask."""
