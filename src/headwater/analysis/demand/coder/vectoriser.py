"""Texts to rows of numbers: TF-IDF over families of terms, made once and used by every model."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from typing import TYPE_CHECKING, Any, Self, TypeVar

from headwater.analysis.demand.coder.terms import Block, Family

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FAST: Mapping[Family, float] = {"word": 1.0, "beginning": 1.0, "pair": 0.5}
FULL: Mapping[Family, float] = {"word": 1.0, "beginning": 1.0, "letters": 1.0, "pair": 0.7}
"""Families of terms and how much each weighs; chosen on the 77 bank intents with ten labels a class."""

BLOCK = 8192
"""Most texts in a block."""

BLOCK_CHARACTERS = 1_000_000
"""Most characters in a block, so that memory does not grow with the length of texts."""

LONGEST = 20_000
"""What is read of a text: e-mails drag their whole thread along, and the reason stands at the top."""

_MANY_TEXTS = 2000
_LEAST_SLOT_BITS, _MOST_SLOT_BITS = 20, 24

Made = TypeVar("Made")


class Vectoriser:
    """TF-IDF rows over families of terms; each family has length 1 times its weight in every row.

    Terms are looked up by a part of their number. Two terms may share a column, about one in a hundred do;
    a term that no text of the fit had is left out.

    Parameters
    ----------
    families : mapping of str to float
        Families of terms and their weights.
    workers : int, optional
        Threads; all cores by default.

    Attributes
    ----------
    columns_ : int
        Number of columns, set by `fit`.
    """

    def __init__(self, families: Mapping[Family, float] = FAST, workers: int | None = None) -> None:
        self.families = families
        self.workers = workers

    def fit(self, texts: Sequence[str]) -> Self:
        """Learn which terms there are, and how many texts hold each: from texts alone, never from codes."""
        import numpy as np

        spans = list(_spans(texts))
        blocks = [_block(texts, span) for span in spans]
        least = 2 if len(texts) >= _MANY_TEXTS else 1
        self.tables_: dict[Family, NDArray[np.int32]] = {}
        self.weights_: dict[Family, NDArray[np.float32]] = {}
        self.offsets_: dict[Family, int] = {}
        self.columns_ = 0
        for family in self.families:
            found = [block.terms(family) for block in blocks]
            numbers = np.concatenate([np.zeros(0, np.uint64), *(f.numbers for f in found)])
            rows = np.concatenate(
                [np.zeros(0, np.int64), *(f.rows + span[0] for f, span in zip(found, spans, strict=True))]
            )
            different = max(len(np.unique(numbers)), 1)
            bits = min(max((different * 64).bit_length(), _LEAST_SLOT_BITS), _MOST_SLOT_BITS)
            in_texts = np.unique((numbers >> np.uint64(64 - bits)).astype(np.int64) * len(texts) + rows)
            slots, held = np.unique(in_texts // max(len(texts), 1), return_counts=True)
            slots, held = slots[held >= least], held[held >= least]
            table = np.full(1 << bits, -1, dtype=np.int32)
            table[slots] = np.arange(len(slots), dtype=np.int32)
            self.tables_[family] = table
            self.weights_[family] = (np.log((1 + len(texts)) / (1 + held)) + 1).astype(np.float32)
            self.offsets_[family] = self.columns_
            self.columns_ += len(slots)
        return self

    def transform(self, texts: Sequence[str]) -> Any:
        """Return one sparse row a text, of shape (texts, columns_)."""
        from scipy.sparse import csr_matrix, vstack

        parts = list(self.each_block(texts, lambda rows: rows))
        return vstack(parts, format="csr") if parts else csr_matrix((0, self.columns_), dtype="float32")

    def each_block(self, texts: Sequence[str], use: Callable[[Any], Made]) -> Iterator[Made]:
        """Hand the rows of each block of texts to a function, on all cores, and yield what it returns."""
        spans = list(_spans(texts))

        def one(span: tuple[int, int]) -> Made:
            return use(self._rows(_block(texts, span)))

        workers = self.workers or cpu_count() or 1
        if len(spans) < 2 or workers < 2:
            yield from map(one, spans)
            return
        with ThreadPoolExecutor(workers) as pool:
            yield from pool.map(one, spans)

    def terms_of(self, texts: Sequence[str]) -> dict[int, str]:
        """Return what the columns of words and word pairs stand for, as read in these texts.

        Beginnings and runs of letters are left out: they only say again what a word says.
        """
        import numpy as np

        named: dict[int, str] = {}
        for span in _spans(texts):
            block = _block(texts, span)
            for family in (name for name in self.families if name in ("word", "pair")):
                found = block.terms(family)
                columns = self._columns(family, found.numbers)
                seen, first = np.unique(columns, return_index=True)
                for column, place in zip(seen.tolist(), first.tolist(), strict=True):
                    if column >= 0:
                        said = block.read(int(found.starts[place]), int(found.ends[place]))
                        named.setdefault(column + self.offsets_[family], said)
        return named

    def _columns(self, family: Family, numbers: "NDArray[np.uint64]") -> "NDArray[np.int32]":
        import numpy as np

        table = self.tables_[family]
        bits = len(table).bit_length() - 1
        return table[(numbers >> np.uint64(64 - bits)).astype(np.int64)]

    def _rows(self, block: Block) -> Any:
        import numpy as np
        from scipy.sparse import coo_matrix, csr_matrix, hstack

        parts = []
        for family, weight in self.families.items():
            found = block.terms(family)
            columns = self._columns(family, found.numbers)
            known = columns >= 0
            shape = (block.size, len(self.weights_[family]))
            ones = np.ones(int(known.sum()), dtype=np.float32)
            rows = coo_matrix((ones, (found.rows[known].astype(np.int32), columns[known])), shape).tocsr()
            rows.data = (1 + np.log(rows.data)) * self.weights_[family][rows.indices]
            counts = np.diff(rows.indptr)
            of_row = np.repeat(np.arange(block.size), counts)
            lengths = np.sqrt(
                np.bincount(of_row, weights=rows.data.astype(np.float64) ** 2, minlength=block.size)
            )
            scale = (weight / np.where(lengths > 0, lengths, 1)).astype(np.float32)
            rows.data *= scale[of_row]
            parts.append(rows)
        joined = hstack(parts, format="csr") if len(parts) > 1 else csr_matrix(parts[0])
        total = np.float32(sum(weight**2 for weight in self.families.values()) ** 0.5)
        joined.data /= total
        return joined


def _spans(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Cut texts into blocks that hold neither too many of them nor too many characters."""
    start, held = 0, 0
    for place, text in enumerate(texts):
        size = min(len(text), LONGEST)
        if place > start and (place - start >= BLOCK or held + size > BLOCK_CHARACTERS):
            yield start, place
            start, held = place, 0
        held += size
    if start < len(texts):
        yield start, len(texts)


def _block(texts: Sequence[str], span: tuple[int, int]) -> Block:
    return Block([text[:LONGEST] for text in texts[span[0] : span[1]]])
