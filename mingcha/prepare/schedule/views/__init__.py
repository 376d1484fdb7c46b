"""The pages of proposals, priorities and the board of the term. The lists are ledgers."""
