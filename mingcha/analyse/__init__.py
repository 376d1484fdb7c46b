"""What the data say: data sets under contract, supervision models over them, clues for people to verify."""
