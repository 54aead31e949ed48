"""Contacts a model is unsure of: worth coding, and never part of a share as they are."""

import csv
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from headwater.analysis.demand.coder.learning import Learned
from headwater.analysis.demand.coder.reading import predict_store
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.errors import TryAgainError, UsageError, nearest

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from headwater.analysis.demand.coder.protocol import Probabilities

Score = Literal["margin", "entropy"]

NOT_BY_CHANCE = (
    "These were picked because the model is unsure of them, not by chance. They improve the model; they "
    "never enter a share of contacts unweighted."
)


@dataclass(frozen=True)
class Unsure:
    """The contacts a model is most unsure of.

    Attributes
    ----------
    scores : mapping of str to float
        Item and uncertainty, 0 to 1, the most unsure first.
    contacts : int
        Contacts it has read.
    """

    scores: Mapping[str, float]
    field: str
    contacts: int

    def __str__(self) -> str:
        return (
            f"{len(self.scores):,} contacts of which the model is most unsure ({self.field}), of "
            f"{self.contacts:,} read. {NOT_BY_CHANCE}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return what was found, without the contacts."""
        return {
            "field": self.field,
            "contacts": self.contacts,
            "written": len(self.scores),
            "note": NOT_BY_CHANCE,
        }

    def write(self, path: Path) -> None:
        """Write item and uncertainty as CSV, whole or not at all, for `headwater demand sample --unsure`."""
        unfinished = path.with_name(f".{path.name}.unfinished")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(["item", "uncertainty"])
                writer.writerows((item, f"{score:.6f}") for item, score in self.scores.items())
            unfinished.replace(path)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise TryAgainError(
                f"The contacts cannot be written to {path}: {error.strerror}. Free the place, or choose "
                "another."
            ) from error


def uncertainty(chances: "Probabilities", score: Score = "margin") -> "NDArray[np.float64]":
    """Return how unsure a model is of each contact, 0 (sure) to 1.

    Parameters
    ----------
    chances : ndarray of shape (contacts, codes)
    score : {"margin", "entropy"}
        margin: 1 less the distance between the two likeliest codes. entropy: that of all codes over its
        largest.

    References
    ----------
    Settles, B. (2009). Active learning literature survey. University of Wisconsin-Madison, TR 1648.

    Examples
    --------
    >>> import numpy as np
    >>> chances = np.array([[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.6, 0.3, 0.1]])
    >>> uncertainty(chances).round(2).tolist(), uncertainty(chances, "entropy").round(2).tolist()
    ([1.0, 0.0, 0.7], [0.63, 0.0, 0.82])
    """
    import numpy as np

    if score not in ("margin", "entropy"):
        raise UsageError(f"There is no score {score!r}.{nearest(score, ['margin', 'entropy'])}")
    if chances.shape[1] < 2:
        return np.zeros(len(chances))
    if score == "margin":
        top = np.partition(chances, -2, axis=1)[:, -2:]
        return 1 - (top[:, 1] - top[:, 0])
    logs = np.log(np.where(chances > 0, chances, 1))
    entropy: NDArray[np.float64] = np.abs((chances * logs).sum(axis=1)) / np.log(chances.shape[1])
    return entropy


def most_unsure(
    source: ContactSource,
    learned: Learned,
    *,
    field: str = "demand_type",
    most: int = 500,
    score: Score = "margin",
    since: "date | None" = None,
    until: "date | None" = None,
    progress: Callable[[int, int], None] | None = None,
) -> Unsure:
    """Read every contact and return those the model is most unsure of, without the ones already coded.

    Parameters
    ----------
    source : ContactSource
    learned : Learned
        Models.
    field : str
        Field of the frame it should be unsure of.
    most : int
        Contacts to return.
    """
    fitted = learned.fitted
    if field not in fitted.classes:
        raise UsageError(f"The coder has not learned {field!r}.{nearest(field, list(fitted.classes))}")
    if most < 1:
        raise UsageError(f"most is {most}: ask for at least 1 contact.")
    coded = {contact.item for contact in learned.contacts}
    kept: list[tuple[float, str]] = []
    read = 0
    batches = predict_store(
        source,
        fitted,
        since=since,
        until=until,
        columns=("source", "contact_id"),
        recorded=learned.settings.recorded,
        progress=progress,
    )
    for batch, chances in batches:
        read += len(batch)
        items = map("{}/{}".format, batch.columns["source"], batch.columns["contact_id"])
        scored = zip(uncertainty(chances[field], score).tolist(), items, strict=True)
        kept = _largest((*kept, *(each for each in scored if each[1] not in coded)), most)
    return Unsure({item: value for value, item in kept}, field, read)


def _largest(scored: Iterable[tuple[float, str]], most: int) -> list[tuple[float, str]]:
    """Return the largest, ties by name, so that the order of reading does not matter."""
    return nlargest(most, sorted(scored, key=lambda each: each[1]), key=lambda each: each[0])
