"""Contacts in the sheet that were not drawn by chance: marked, and never part of a share."""

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from pathlib import Path

from headwater.analysis.contacts.frames import contact_key
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import (
    CHOSEN_AS_UNSURE,
    CodedSample,
)
from headwater.analysis.demand.sampling.numbers import number_of
from headwater.analysis.errors import BadDataError, UsageError


def mark_unsure(rows: Sequence[SheetRow], keys: Collection[str]) -> list[SheetRow]:
    """Return rows with those of these contacts marked as picked because a model was unsure of them.

    Parameters
    ----------
    rows : sequence of SheetRow
    keys : collection of str
        Names of the contacts in the sheet.

    Returns
    -------
    list of SheetRow
        Marked rows have no chance of having been drawn, and so never enter a share. A row that was drawn by
        chance stays as it is: that a model is unsure of it takes nothing away.
    """
    return [
        replace(row, contact=replace(row.contact, chosen=CHOSEN_AS_UNSURE))
        if row.contact.item in keys and not row.contact.inclusion_probability
        else row
        for row in rows
    ]


def most_unsure(scores: Mapping[str, float], n: int, known: Collection[str]) -> list[str]:
    """Return the contacts a model is most unsure of that are not in the sheet yet, the most unsure first.

    Examples
    --------
    >>> most_unsure({"crm/1": 0.2, "crm/2": 0.9, "crm/3": 0.9, "crm/4": 0.4}, n=2, known={"crm/2"})
    ['crm/3', 'crm/4']
    """
    open_ = [item for item in scores if item not in known]
    return sorted(open_, key=lambda item: (-scores[item], item))[:n]


def read_scores(path: Path) -> dict[str, float]:
    """Read how unsure a model is of each contact from a CSV file with the columns item and uncertainty.

    Raises
    ------
    UsageError
        There is no such file.
    BadDataError
        A column is missing, or a row holds no number; the row is named.
    """
    scores: dict[str, float] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = [name for name in ("item", "uncertainty") if name not in (reader.fieldnames or [])]
            if missing:
                raise BadDataError(
                    f"{path} lacks the column {missing[0]}. It needs item and uncertainty, as the "
                    "coder model writes them."
                )
            for number, row in enumerate(reader, start=2):
                scores[row["item"]] = _score(path, number, row["uncertainty"])
    except FileNotFoundError:
        raise UsageError(f"There is no file {path}.") from None
    except UnicodeDecodeError:
        raise BadDataError(f"{path} is not text in UTF-8.") from None
    return scores


def _score(path: Path, number: int, cell: str | None) -> float:
    try:
        score = float(cell or "")
    except ValueError:
        score = float("nan")
    if not isfinite(score):
        raise BadDataError(
            f"{path}, row {number}, column uncertainty: not a number. Write one, the larger the more unsure."
        )
    return score


def to_see_again(before: CodedSample, share: float, seed: int, known: Collection[str]) -> list[str]:
    """Return a random part of an earlier sample's coded contacts, for a blind second look.

    Parameters
    ----------
    before : CodedSample
    share : float
        Part of its coded contacts that were drawn by chance; at least one.
    seed : int
        The same seed takes the same contacts.
    known : collection of str
        Names of contacts that are in the new sheet anyway.
    """
    keys = {c.item: contact_key(c.source, c.contact_id) for c in before.by_chance}
    count = max(round(share * len(keys)), 1) if keys else 0
    in_turn = sorted(keys, key=lambda item: (number_of(keys[item], seed, "again"), keys[item]))
    return [item for item in in_turn[:count] if item not in known]
