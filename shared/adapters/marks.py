"""Marks that outlive a process, each an empty file of a folder. They decide nothing: losing them loses a count.

A crash of the process leaves them; a crash of the machine may take the newest, since nothing is flushed.
"""

from pathlib import Path


class Marks:
    """The marks of one folder, made when the first is set; a name must do as the name of a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def set(self, name: str) -> bool:
        """Set a mark; False if it was set already, by us or by a process before us."""
        try:
            (self._folder / name).touch(exist_ok=False)
        except FileNotFoundError:
            self._folder.mkdir(parents=True)
            return self.set(name)
        except FileExistsError:
            return False
        return True

    def clear(self, name: str) -> None:
        """Take a mark away, if it is set."""
        (self._folder / name).unlink(missing_ok=True)
