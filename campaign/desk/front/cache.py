"""Values that cost much to make and seldom change, kept in the process's memory until they do.

What is kept is the same for everyone with the same key, and holds no person. Memory is bounded: what was used longest
ago goes first.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_all: list["Cache[Any]"] = []


class Cache(Generic[T]):
    """Some values by key, each with what tells whether it is still true."""

    def __init__(self, at_most: int) -> None:
        """Keep so many values at most."""
        self.at_most, self._lock = at_most, Lock()
        self._values: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        _all.append(self)

    def get(self, key: Hashable, freshness: Hashable, make: Callable[[], T]) -> T:
        """Return the value under a key, made anew where its freshness is another by now."""
        with self._lock:
            found = self._values.get(key)
            if found and found[0] == freshness:
                self._values.move_to_end(key)
                return found[1]
        # Made outside the lock: two who ask at once may both make it, and nobody waits.
        value = make()
        with self._lock:
            self._values[key] = freshness, value
            self._values.move_to_end(key)
            while len(self._values) > self.at_most:
                self._values.popitem(last=False)
        return value

    def forget(self) -> None:
        """Drop everything."""
        self._values.clear()


def forget_all() -> None:
    """Drop every kept value: for tests, whose databases replace each other within one process."""
    for kept in _all:
        kept.forget()
