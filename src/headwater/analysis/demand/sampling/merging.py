"""Strata from cells: small ones are merged, from the last variable on, until each is large enough."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from headwater.analysis.demand.sampling.population import Cell
from headwater.analysis.demand.sampling.strata import ANY, stratum_label, stratum_of

Key = tuple[str, ...]


@dataclass(frozen=True)
class Strata:
    """Strata that part the contacts, with exact sums.

    Attributes
    ----------
    cells : mapping of str to Cell
        Sums of each stratum, by its label, in the order of the labels.
    merged : int
        Cells that were too small to be a stratum of their own.
    """

    cells: Mapping[str, Cell]
    merged: int

    @property
    def contacts(self) -> int:
        """Contacts in all strata."""
        return sum(cell.contacts for cell in self.cells.values())

    @property
    def sizes(self) -> dict[str, int]:
        """Contacts in each stratum."""
        return {label: cell.contacts for label, cell in self.cells.items()}


def merge_small(cells: Mapping[Key, Cell], least: float, given: Collection[str] = ()) -> Strata:
    """Part the contacts into strata that each have a least number of contacts.

    Parameters
    ----------
    cells : mapping of tuple of str to Cell
        What `population` found; not empty.
    least : float
        Contacts a stratum needs.
    given : collection of str
        Labels of strata that exist already and are kept as they are, as when a sample is topped up; only
        cells that lie in none of them are merged anew.

    Returns
    -------
    Strata
        Each cell lies in exactly one stratum: `stratum_of` its values and these labels.

    Notes
    -----
    From the last variable to the first, cells that are too small are joined with the other small ones of
    the same remaining values. Where all of them together are still too small, the smallest stratum beside
    them joins; where there is none, they move on to the next variable.

    Examples
    --------
    >>> strata = merge_small({("Refund", "phone"): Cell(90), ("Refund", "chat"): Cell(6),
    ...                       ("Refund", "email"): Cell(5), ("Parcel", "phone"): Cell(3)}, least=10)
    >>> strata.sizes, strata.merged
    ({'* / *': 14, 'Refund / phone': 90}, 3)
    """
    known = set(given)
    open_cells = {key: cell.contacts for key, cell in cells.items() if stratum_of(key, known) is None}
    labels = known | {_label(key, _length(cells)) for key in _merged(open_cells, _length(cells), least)}
    sums: dict[str, Cell] = {}
    merged = 0
    for key, cell in cells.items():
        label = stratum_of(key, labels)
        assert label is not None  # the merging ends with a stratum for every cell
        sums[label] = sums[label] + cell if label in sums else cell
        merged += label != stratum_label(key)
    return Strata(dict(sorted(sums.items())), merged)


def _length(cells: Iterable[Key]) -> int:
    return max((len(key) for key in cells), default=0)


def _label(prefix: Key, length: int) -> str:
    return stratum_label([*prefix, *[ANY] * (length - len(prefix))])


def _merged(cells: Mapping[Key, int], length: int, least: float) -> set[Key]:
    """Return what each stratum keeps of the values: all of them, or the first few."""
    strata: dict[Key, int] = {}
    beside: dict[Key, list[Key]] = {}
    waiting = dict(cells)
    for _ in range(length + 1):
        moved: dict[Key, int] = defaultdict(int)
        lifted: dict[Key, list[Key]] = defaultdict(list)
        for prefix, own in sorted(waiting.items()):
            contacts, neighbours = own, beside.pop(prefix, [])
            if contacts < least and neighbours:  # each is large enough, so one suffices
                joined = min(neighbours, key=lambda key: (strata[key], key))
                contacts += strata.pop(joined)
            if contacts >= least or not prefix:
                strata[prefix] = contacts
                lifted[prefix[:-1]].append(prefix)
            else:
                moved[prefix[:-1]] += contacts
        for prefix, neighbours in beside.items():
            lifted[prefix[:-1]] += neighbours
        waiting, beside = moved, lifted
    return set(strata)
