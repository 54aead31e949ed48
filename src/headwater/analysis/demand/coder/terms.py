"""Texts to terms: words, their beginnings, word pairs and runs of letters, as numbers, many texts at once.

A term is known by the value of a polynomial in its characters, taken from running sums over a whole block of
texts. That is arithmetic on long arrays: no loop over texts, and threads can share it.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.uint64]

Family = Literal["word", "beginning", "pair", "letters"]
"""Kinds of terms."""

MARKS = {"channel": "\ue000", "reason_source": "\ue001"}
"""What stands before a value that the helpdesk recorded, to keep it apart from words."""

JOINER = "\ue002"
"""Stands for the spaces inside such a value, so that it stays one word."""

_END = "\ue00f"
_FIRST_MARK, _LAST_MARK = 0xE000, 0xE00F
_BEGINNING = 4
_LETTERS = (3, 4)
_BASE = 0x9E3779B97F4A7C15
_PAIR, _MIX = 0xC2B2AE3D27D4EB4F, 0xFF51AFD7ED558CCD
_ALONE = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
"""Kana and Han: written without spaces, so that each character is a word."""


class Found(NamedTuple):
    """Terms of one family in a block of texts: which text each stands in, its number, where it stands."""

    rows: "Places"
    numbers: "Numbers"
    starts: "Places"
    ends: "Places"


class Block:
    """A few thousand texts, taken apart into words.

    Parameters
    ----------
    texts : sequence of str
    """

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np

        self.size = len(texts)
        whole = _END.join([*texts, ""]) if texts else ""
        codes = np.frombuffer(whole.encode("utf-32-le", "replace"), dtype=np.uint32)
        self.raw = whole
        plain = np.minimum(codes, 0xFFFF)
        self.codes = np.where(codes > 0xFFFF, codes, _folded()[plain]).astype(np.uint64)
        kinds = _kinds()[plain]
        inside = kinds > 0
        before = np.concatenate([[False], inside[:-1]])
        alone = kinds == 2
        alone_before = np.concatenate([[False], alone[:-1]])
        starts = inside & (~before | alone | alone_before)
        self.starts = np.flatnonzero(starts)
        after = np.concatenate([starts[1:] | ~inside[1:], [True]])[: len(inside)]
        self.ends = np.flatnonzero(inside & after) + 1
        self.rows = np.searchsorted(np.flatnonzero(codes == ord(_END)), self.starts)
        self.marked = (codes[self.starts] >= _FIRST_MARK) & (codes[self.starts] <= _LAST_MARK)
        self._sums = _running(self.codes)

    def terms(self, family: Family) -> Found:
        """Return the terms of one family, in the order of the texts."""
        if family == "word":
            return Found(self.rows, self._numbers(self.starts, self.ends), self.starts, self.ends)
        if family == "beginning":
            kept = ~self.marked
            starts = self.starts[kept]
            ends = _least(self.ends[kept], starts + _BEGINNING)
            return Found(self.rows[kept], self._numbers(starts, ends), starts, ends)
        if family == "pair":
            return self._pairs()
        return self._letters()

    def _numbers(self, starts: "Places", ends: "Places") -> "Numbers":
        return _mixed((self._sums[ends] - self._sums[starts]) * _powers(len(self.codes) + 1)[1][starts])

    def _pairs(self) -> Found:
        import numpy as np

        words = self._numbers(self.starts, self.ends)
        follow = (self.rows[1:] == self.rows[:-1]) & ~self.marked[1:] & ~self.marked[:-1]
        first, second = words[:-1][follow], words[1:][follow]
        numbers = _mixed(first * np.uint64(_PAIR) + second)
        return Found(self.rows[:-1][follow], numbers, self.starts[:-1][follow], self.ends[1:][follow])

    def _letters(self) -> Found:
        """Return runs of three and four characters of a word, its edges counted as one character each."""
        import numpy as np

        kept = ~self.marked
        starts, ends, rows = self.starts[kept], self.ends[kept], self.rows[kept]
        lengths = ends - starts + 2
        edges = np.concatenate([[0], np.cumsum(lengths)])
        word = np.repeat(np.arange(len(lengths)), lengths)
        at = np.arange(edges[-1]) - edges[:-1][word]
        source = starts[word] + at - 1
        is_edge = (at == 0) | (at == lengths[word] - 1)
        padded = np.where(is_edge, np.uint64(32), self.codes[np.clip(source, 0, max(len(self.codes) - 1, 0))])
        sums, inverse = _running(padded), _powers(len(padded) + 1)[1]
        left = edges[1:][word] - np.arange(edges[-1])
        found: list[Found] = []
        for length in _LETTERS:
            here = np.flatnonzero(left >= length)
            numbers = _mixed((sums[here + length] - sums[here]) * inverse[here] + np.uint64(length))
            found.append(Found(rows[word[here]], numbers, source[here], source[here] + length))
        return Found(*(np.concatenate(part) for part in zip(*found, strict=True)))

    def read(self, start: int, end: int) -> str:
        """Return the term that stands at a place, as a person would read it; digits as #, like all others."""
        said = self.raw[max(start, 0) : end].replace(_END, " ").replace(JOINER, " ")
        for name, mark in MARKS.items():
            said = said.replace(mark, f"{name} = ")
        return re.sub(r"\d", "#", " ".join(said.split()).lower())


def marked(name: str, value: str | None) -> str:
    """Return a recorded value as one marked word.

    Examples
    --------
    >>> marked("channel", None)
    ''
    >>> Block([marked("reason_source", "Where is it?")]).read(0, 20)
    'reason_source = where is it'
    """
    if not value:
        return ""
    kept = "".join(c if c.isalnum() else " " for c in value).split()
    return MARKS[name] + JOINER.join(kept) if kept else ""


def _running(codes: "Numbers") -> "Numbers":
    import numpy as np

    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum((codes + np.uint64(1)) * _powers(len(codes) + 1)[0][: len(codes)], out=sums[1:])
    return sums


def _mixed(numbers: "Numbers") -> "Numbers":
    import numpy as np

    numbers ^= numbers >> np.uint64(33)
    numbers *= np.uint64(_MIX)
    numbers ^= numbers >> np.uint64(29)
    return numbers


def _least(one: "Places", two: "Places") -> "Places":
    import numpy as np

    return np.minimum(one, two)


def _powers(length: int) -> "tuple[Numbers, Numbers]":
    return _powers_of(1 << (max(length, 1 << 16) - 1).bit_length())


@cache
def _powers_of(length: int) -> "tuple[Numbers, Numbers]":
    """Return the powers of the base and of its inverse, modulo 2^64."""
    import numpy as np

    both = []
    for base in (_BASE, pow(_BASE, -1, 2**64)):
        steps = np.full(length, base, dtype=np.uint64)
        steps[0] = 1
        both.append(np.cumprod(steps, dtype=np.uint64))
    return both[0], both[1]


@cache
def _kinds() -> "NDArray[np.uint8]":
    """Return 0 for what stands between words, 1 for what words are made of, 2 for a word by itself."""
    import unicodedata

    import numpy as np

    kinds = np.zeros(0x10000, dtype=np.uint8)
    for code in range(0x10000):
        if unicodedata.category(chr(code))[0] in "LNM":
            kinds[code] = 1
    for first, last in _ALONE:
        kinds[first : last + 1] *= 2
    kinds[_FIRST_MARK:_LAST_MARK] = 1
    kinds[0xFFFF] = 2  # beyond the basic plane: emoji and rare characters
    return kinds


@cache
def _folded() -> "NDArray[np.uint32]":
    """Return each character in lower case; digits are all alike, since numbers differ from text to text."""
    import numpy as np

    folded = np.arange(0x10000, dtype=np.uint32)
    for code in range(0x10000):
        char = chr(code)
        folded[code] = ord("0") if char.isdigit() else ord(char.lower()[0])
    return folded
