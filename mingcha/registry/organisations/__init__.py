"""What is inspected: the tree of organisations, their leading persons and their representatives.

Also owns the administrative divisions of the country, which are public reference data.
"""
