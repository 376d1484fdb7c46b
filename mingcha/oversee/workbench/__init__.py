"""The first page: what each person has to do, to review, waits for, and what falls due. It keeps nothing."""
