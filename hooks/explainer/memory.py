"""What a server remembers from one build to the next, so that an edit costs what it changes and no more.

Everything is kept under the values that it was made of, and made anew as soon as one of them is another. The values
themselves are compared, not their age; so nothing that is remembered can be stale, unless a value is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Keeps the last thing made under each name, with what it was made of."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[Any, Any]] = {}

    def recall(self, name: Hashable, made_of: Any, make: Callable[[], T]) -> T:
        """Return what `make` returned when last asked under this name, if it was made of the same; else make it.

        `made_of` is compared by value; where it holds the very same objects as before, that costs nothing.
        """
        kept = self._kept.get(name)
        if kept is not None and kept[0] == made_of:
            return kept[1]  # type: ignore[no-any-return] # what was kept under this name came from its own `make`
        made = make()
        self._kept[name] = (made_of, made)
        return made


class NoMemory(Memory):
    """Remembers nothing: for what is done once."""

    def recall(self, name: Hashable, made_of: Any, make: Callable[[], T]) -> T:  # noqa: ARG002 -- nothing is kept
        """Return what `make` returns."""
        return make()


class Written:
    """Which files of a site stand as they should: each with what it was last made of.

    A build that fails may have written some of its files. What it was about to write counts as not written, so that
    the next build writes it whatever it is made of.
    """

    def __init__(self) -> None:
        self._stands: dict[str, Any] = {}
        self._begun: dict[str, Any] = {}
        self._doubtful: set[str] = set()

    def begin(self) -> None:
        """Begin a build. What one before has begun and not ended may stand or not."""
        self._doubtful |= self._begun.keys()
        self._begun = {}

    def is_new(self, path: str, made_of: Any) -> bool:
        """Tell whether a file has to be written, and note that it will be. Asked again in a build it says the same."""
        if path in self._begun:
            return True
        if path in self._stands and self._stands[path] == made_of:
            return False
        self._stands.pop(path, None)
        self._begun[path] = made_of
        return True

    def end(self, paths: set[str]) -> set[str]:
        """End a build that has written all it had begun; return the paths that stood before and are no longer wanted.

        `paths` are those of the whole site.
        """
        self._stands |= self._begun
        gone = (self._stands.keys() | self._doubtful) - paths
        self._stands = {path: made_of for path, made_of in self._stands.items() if path in paths}
        self._begun, self._doubtful = {}, set()
        return gone
