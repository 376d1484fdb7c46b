"""Reading what an office was given into the columns of a contract; knows no tables of ours, only files."""
