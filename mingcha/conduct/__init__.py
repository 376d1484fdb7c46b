"""On site: the procedure of one inspection, petitions, working papers and findings."""
