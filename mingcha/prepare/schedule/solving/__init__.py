"""Finding a schedule, in plain Python: `problem` says what is asked, `check` what is allowed."""
