"""What everyone in a team does before entry: sign the pledge, attend the training, pass its short test.

No round is ready to enter, and no team enters, while somebody in it lacks one of them.
"""
