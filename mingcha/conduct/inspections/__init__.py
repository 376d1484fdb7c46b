"""The procedure of one inspection, its activities, and the leading group's comments and prompts."""
