"""The dress every page wears: skeleton, navigation, components, forms, moves, charts. No business rules."""
