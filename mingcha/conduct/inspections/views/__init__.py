"""The pages of inspections, activities, comments and prompts."""
