"""Finding a schedule: plain Python, no records and no words. `problem` says what is asked, `check` what is allowed."""
