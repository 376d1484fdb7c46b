"""Before anyone travels: the term and its coverage, the rounds, the teams and what they may see."""
