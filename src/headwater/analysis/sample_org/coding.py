"""Simulated coders: fill a sheet of the sample organisation from its truth, with mistakes of a known rate."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from headwater.analysis.demand.coding.queue import decides, disagreements, same_person
from headwater.analysis.demand.coding.rows import Sheet, SheetRow
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.frame import FIELDS, OF_FAILURE
from headwater.analysis.errors import BadDataError, UsageError

Mistakes = Literal["frequent", "uniform"]

ADJUDICATOR = "adjudicator"
"""Who decides between simulated coders; knows the truth."""

NOTE = "simulated coder"
"""Stands on every row that no person has coded."""


def true_codes(truth: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the codes of each reason by the frame, without what is asked only of failure elsewhere.

    Parameters
    ----------
    truth : mapping
        What `truth.json` holds.
    """
    found = {}
    for reason in truth["reasons"]:
        failure = reason["demand_type"] == "failure"
        found[str(reason["reason"])] = {
            name: str(reason[name])
            for name in FIELDS
            if reason[name] is not None and (failure or name not in OF_FAILURE)
        }
    return found


def code_sheet(
    sheet: Sheet,
    truth: Mapping[str, Any],
    *,
    coders: Sequence[str],
    noise: float,
    rng: np.random.Generator,
    codebook: str = "",
    adjudicate: bool = True,
    mistakes: Mistakes = "frequent",
) -> Sheet:
    """Fill a sheet as people with a known rate of mistakes would.

    Parameters
    ----------
    sheet : Sheet
        Drawn from the contacts of the sample organisation. Rows that are coded stay as they are; rows with a
        name are coded under it.
    truth : mapping
        What `truth.json` of the same simulation holds.
    coders : sequence of str
        Names for the rows that are nobody's; the readings of one contact go to different names.
    noise : float
        Probability, 0 to 1, with which a coder, independently of others, takes a contact for one with another
        reason and gives it that reason's codes.
    rng : numpy Generator
    codebook : str
        Name and version that is written on the rows.
    adjudicate : bool
        Add a row with the truth wherever readings differ.
    mistakes : {'frequent', 'uniform'}
        Whether the other reason is drawn by how often reasons occur, or all alike.

    Returns
    -------
    Sheet
        With every row coded, and a note on each row that no person coded it.

    Raises
    ------
    UsageError
        `noise` is no probability, or there are fewer coders than readings of a contact.
    BadDataError
        A contact's reason is not in the truth: the sheet was drawn from other contacts.

    Notes
    -----
    The export of the sample organisation carries each contact's own reason in the column `reason`, which
    becomes `reason_source`. So that column says which codes are true. Real helpdesks are not like this.

    Examples
    --------
    >>> from headwater.analysis.demand.coding.sampled import Design, SampledContact
    >>> truth = {"reasons": [{"reason": "Advice", "demand_type": "value", "failure_code": None, "cause": None,
    ...     "preventable": "no", "cause_owner": None, "contacts": 5}]}
    >>> contact = SampledContact("sample/1", "sample", "1", "all contacts", 0.1)
    >>> row = SheetRow(contact, {"reason_source": "Advice"})
    >>> filled = code_sheet(Sheet((row,), Design({})), truth, coders=["amara"], noise=0.0,
    ...     rng=np.random.default_rng(1))
    >>> dict(filled.rows[0].coding.codes), filled.rows[0].coding.coder
    ({'demand_type': 'value', 'reason': 'Advice'}, 'amara')
    """
    if not 0 <= noise <= 1:
        raise UsageError(f"A noise of {noise} is no probability. Give 0 to 1, such as 0.1.")
    people = _Coders(truth, noise, rng, codebook, mistakes)
    names = _names(sheet.rows, coders, rng)
    rows = [
        row
        if row.is_coded or decides(row)
        else replace(row, coding=people.reading(row, name), coder=name, codebook=codebook or row.codebook)
        for row, name in zip(sheet.rows, names, strict=True)
    ]
    if adjudicate:
        rows = _decided(rows, people)
    return replace(sheet, rows=tuple(rows))


class _Coders:
    """What simulated coders say of a contact."""

    def __init__(
        self, truth: Mapping[str, Any], noise: float, rng: np.random.Generator, codebook: str, how: Mistakes
    ) -> None:
        self.codes = true_codes(truth)
        self.reasons = list(self.codes)
        counts = [reason["contacts"] if how == "frequent" else 1 for reason in truth["reasons"]]
        self.weights = np.array(counts, dtype=np.float64)
        self.noise, self.rng, self.codebook = noise, rng, codebook

    def reading(self, row: SheetRow, coder: str) -> Coding:
        """Return what a coder says, right or wrong."""
        reason = self._true_reason(row)
        if self.rng.random() < self.noise:
            reason = self._another(reason)
        return Coding(coder, self.codes[reason], self.codebook, note=NOTE)

    def decision(self, row: SheetRow) -> Coding:
        """Return the truth, as a decision."""
        codes = self.codes[self._true_reason(row)]
        return Coding(ADJUDICATOR, codes, self.codebook, note=NOTE, adjudicates=True)

    def _true_reason(self, row: SheetRow) -> str:
        reason = row.shown.get("reason_source", "")
        if reason not in self.codes:
            raise BadDataError(
                f"{row.contact.item}: its reason is not in the truth. Give the truth.json that was written "
                "with the contacts the sheet was drawn from."
            )
        return reason

    def _another(self, reason: str) -> str:
        weights = self.weights.copy()
        weights[self.reasons.index(reason)] = 0.0
        if not weights.sum():
            return reason
        return self.reasons[int(self.rng.choice(len(weights), p=weights / weights.sum()))]


def _names(rows: Sequence[SheetRow], coders: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Return who reads each row: the name it has, or one of the coders who has not read the contact."""
    given = [name.strip() for name in coders if name.strip()]
    if len({name.casefold() for name in given}) < len(given):
        raise UsageError("Two coders have the same name. Give each their own.")
    taken: dict[str, list[str]] = {}
    readings = Counter(row.contact.item for row in rows if not decides(row))
    for row in rows:
        if not decides(row):
            taken.setdefault(row.contact.item, []).append(row.coder)
    names = []
    load = dict.fromkeys(given, 0)
    for row in rows:
        if row.coder.strip() or row.is_coded or decides(row):
            names.append(row.coder)
            continue
        here = taken[row.contact.item]
        free = [name for name in given if not any(same_person(name, other) for other in here)]
        if not free:
            raise UsageError(
                f"{row.contact.item} is to be read by more people than the {len(given)} named. Name "
                f"{readings[row.contact.item]} coders or more."
            )
        least = min(load[name] for name in free)
        name = str(rng.choice([name for name in free if load[name] == least]))
        load[name] += 1
        here.append(name)
        names.append(name)
    return names


def _decided(rows: Sequence[SheetRow], people: _Coders) -> list[SheetRow]:
    """Add a decision behind the last row of each contact whose readings differ."""
    differ = {item for item, _ in disagreements(rows, ADJUDICATOR)}
    last = {row.contact.item: place for place, row in enumerate(rows)}
    made: list[SheetRow] = []
    for place, row in enumerate(rows):
        made.append(row)
        if row.contact.item in differ and last[row.contact.item] == place:
            made.append(replace(row, coding=people.decision(row), coder=ADJUDICATOR, number=0))
    return made
