"""What the product costs, measured against yardsticks of the same machine."""
