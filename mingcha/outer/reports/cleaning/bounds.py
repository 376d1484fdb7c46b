"""What stops whoever sends a file that is meant to keep this site busy."""


class CannotLook(ValueError):
    """The file is not what it begins like, is broken, or would take too much to look into."""


class Budget:
    """So much work for one file in all, in bytes unpacked or in steps. Raises CannotLook beyond it."""

    def __init__(self, most: int) -> None:
        self.left = most

    def take(self, amount: int = 1) -> None:
        self.left -= amount
        if self.left < 0:
            raise CannotLook("too much for one file")
