"""Whose turn it is: which row a coder reads next, and which contacts wait for a decision."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

from headwater.analysis.demand.coding.matching import folded
from headwater.analysis.demand.coding.rows import SheetRow
from headwater.analysis.demand.coding.sampled import Coding
from headwater.analysis.demand.frame import FIELDS


def same_person(one: str, other: str) -> bool:
    """Say whether two names are one person's, however they are written.

    Examples
    --------
    >>> same_person("Amara", " amara"), same_person("", "")
    (True, False)
    """
    return one.strip().casefold() == other.strip().casefold() != ""


def decides(row: SheetRow) -> bool:
    """Say whether a row is there to decide between readings."""
    return row.coding is not None and row.coding.adjudicates


@dataclass(frozen=True)
class Waiting:
    """What is open to one coder, in the order of reading.

    Attributes
    ----------
    own : tuple of int
        Places of rows with the coder's name.
    free : tuple of int
        Places of rows that anybody may take, one a contact.
    """

    own: tuple[int, ...]
    free: tuple[int, ...]

    @property
    def places(self) -> tuple[int, ...]:
        """All of it, own rows first."""
        return self.own + self.free


def waiting(rows: Sequence[SheetRow], coder: str, skipped: Collection[str] = ()) -> Waiting:
    """Return the rows a coder may read: never a contact that the coder has read, nor one that was skipped.

    Examples
    --------
    >>> from headwater.analysis.demand.coding.sampled import SampledContact
    >>> drawn = [SampledContact(f"crm/{n}", "crm", str(n), "all contacts", 0.1) for n in (1, 2, 2)]
    >>> rows = [SheetRow(contact, coder=name) for contact, name in zip(drawn, ["", "bela", ""])]
    >>> waiting(rows, "bela"), waiting(rows, "amara").places
    (Waiting(own=(1,), free=(0,)), (0, 2))
    """
    mine = [place for place, row in enumerate(rows) if not decides(row) and same_person(row.coder, coder)]
    done = {rows[place].contact.item for place in mine if rows[place].is_coded} | set(skipped)
    own = tuple(place for place in mine if rows[place].contact.item not in done)
    taken = done | {rows[place].contact.item for place in own}
    free = []
    for place, row in enumerate(rows):
        if not (row.coder.strip() or row.is_coded or decides(row)) and row.contact.item not in taken:
            taken.add(row.contact.item)
            free.append(place)
    return Waiting(own, tuple(free))


def readings_by_item(rows: Sequence[SheetRow]) -> Mapping[str, list[Coding]]:
    """Return what independent coders said of each contact."""
    found: dict[str, list[Coding]] = defaultdict(list)
    for row in rows:
        if row.is_coded and row.coding is not None and not row.coding.adjudicates:
            found[row.contact.item].append(row.coding)
    return found


def disagreements(
    rows: Sequence[SheetRow], coder: str, skipped: Collection[str] = ()
) -> tuple[tuple[str, tuple[Coding, ...]], ...]:
    """Return contacts whose readings differ and that nobody else decides, with the readings.

    Readings are handed over without saying who made them, in an order that has nothing to do with who did.
    """
    decided = {
        row.contact.item
        for row in rows
        if decides(row) and (row.is_coded or not same_person(row.coder, coder))
    }
    return tuple(
        (item, _unnamed(item, codings))
        for item, codings in readings_by_item(rows).items()
        if item not in decided and item not in skipped and _differ(codings)
    )


def differing_fields(readings: Sequence[Coding]) -> tuple[str, ...]:
    """Return the fields of the frame in which readings differ."""
    return tuple(name for name in FIELDS if len({folded(r.codes.get(name, "")) for r in readings}) > 1)


def _differ(readings: Sequence[Coding]) -> bool:
    return len(readings) > 1 and bool(differing_fields(readings))


def _unnamed(item: str, readings: Sequence[Coding]) -> tuple[Coding, ...]:
    kept = [Coding("", r.codes, r.codebook, r.evidence_quote, r.note) for r in readings]
    turn = crc32(item.encode()) % len(kept)
    return (*kept[turn:], *kept[:turn])
