"""Values that cost much to make and seldom change, kept in the process's memory until they do.

What is kept is the same for everyone with the same key, and holds no person. Memory is bounded: what was used longest
ago goes first. The public pages and the desk's figures are kept here.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock, RLock
from typing import Any, Generic, TypeVar

T = TypeVar("T")
_all: list["Cache[Any]"] = []


class Cache(Generic[T]):
    """Some values by key, each with what tells whether it is still true."""

    def __init__(self, at_most: int | None = None, *, one_at_a_time: bool = False) -> None:
        """Keep so many values at most, or one for each key that there is.

        With `one_at_a_time`, whoever asks while a value is made waits for it: what costs most is never made twice.
        """
        self.at_most, self._lock = at_most, Lock()
        self._making: AbstractContextManager[object] = RLock() if one_at_a_time else nullcontext()
        self._values: OrderedDict[Hashable, tuple[Hashable, T]] = OrderedDict()
        _all.append(self)

    def get(self, key: Hashable, freshness: Hashable, make: Callable[[], T]) -> T:
        """Return the value under a key, made anew where its freshness is another by now."""
        found = self._found(key, freshness)
        if found is None:
            # Outside the lock that guards the values: whoever asks for another key never waits.
            with self._making:
                # Somebody may have made it meanwhile.
                found = self._found(key, freshness) or self._put(key, freshness, make())
        return found[1]

    def last(self, key: Hashable) -> T | None:
        """Return what was last made under a key, true or not any more."""
        found = self._values.get(key)
        return found[1] if found else None

    def _found(self, key: Hashable, freshness: Hashable) -> tuple[Hashable, T] | None:
        with self._lock:
            found = self._values.get(key)
            if found is None or found[0] != freshness:
                return None
            self._values.move_to_end(key)
            return found

    def _put(self, key: Hashable, freshness: Hashable, value: T) -> tuple[Hashable, T]:
        with self._lock:
            self._values[key] = freshness, value
            self._values.move_to_end(key)
            while self.at_most is not None and len(self._values) > self.at_most:
                self._values.popitem(last=False)
        return freshness, value

    def forget(self) -> None:
        """Drop everything."""
        self._values.clear()


def forget_all() -> None:
    """Drop every kept value: for tests, whose databases replace each other within one process."""
    for kept in _all:
        kept.forget()
