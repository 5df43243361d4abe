"""What a server remembers from one build to the next, so that an edit only costs what it changes.

Each result is kept with the values that it was made of, and made again when one of these values differs. Since values
are compared, and not times, a result can only be stale if a value that it depends on was not given.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Keeps the last result under each name, with the values that it was made of."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Any, Any]] = {}

    def recall(self, name: Hashable, made_of: Any, make: Callable[[], T]) -> T:
        """Return the last result under this name if it was made of equal values, else the result of `make`.

        Comparing `made_of` costs almost nothing if it has the same objects as before.
        """
        kept = self._kept.get(name)
        if kept is not None and kept[0] == made_of:
            return kept[1]  # type: ignore[no-any-return] # the result of an earlier `make` under this name
        made = make()
        self._kept[name] = (made_of, made)
        return made


class Written:
    """The files of a site that are up to date, each with the values that it was last made of.

    A build that fails may have written some of its files. So all files that it was to write count as not written, and
    the next build writes them in any case.
    """

    def __init__(self) -> None:
        self._stands: dict[str, Any] = {}
        self._begun: dict[str, Any] = {}
        self._doubtful: set[str] = set()

    def begin(self) -> None:
        """Begin a build. If an earlier build did not end, it is unknown which of its files were written."""
        self._doubtful |= self._begun.keys()
        self._begun = {}

    def is_new(self, path: str, made_of: Any) -> bool:
        """Return whether a file has to be written, and note that it will be; the answer stays the same until `end`."""
        if path in self._begun:
            return True
        if path in self._stands and self._stands[path] == made_of:
            return False
        self._stands.pop(path, None)
        self._begun[path] = made_of
        return True

    def end(self, paths: set[str]) -> set[str]:
        """End a build; return the paths of files that may exist but are not in `paths`, which are all of the site's."""
        self._stands |= self._begun
        gone = (self._stands.keys() | self._doubtful) - paths
        self._stands = {path: made_of for path, made_of in self._stands.items() if path in paths}
        self._begun, self._doubtful = {}, set()
        return gone
