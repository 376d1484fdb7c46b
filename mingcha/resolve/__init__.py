"""What happens afterwards: leads handed over, rectification, and the use made of the results."""
