"""The schedule of a term: what each organisation weighs, which round it goes into, and who decides that."""
