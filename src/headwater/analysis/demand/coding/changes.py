"""What happened to a sheet while somebody was coding in it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headwater.analysis.demand.coding.queue import decides, same_person
from headwater.analysis.demand.coding.rows import Sheet, SheetRow


@dataclass(frozen=True)
class Meanwhile:
    """Changes since the sheet was last read.

    Attributes
    ----------
    others : int
        Contacts whose rows other coders changed.
    by_hand : tuple of str
        Contacts whose rows were changed in another way: this coder's own rows, rows that came or went, or how
        the contact was drawn.
    """

    others: int = 0
    by_hand: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.by_hand:
            return ""
        named = ", ".join(self.by_hand[:5]) + (" and others" if len(self.by_hand) > 5 else "")
        return (
            f"The sheet was changed outside this session ({named}); it is taken as it is now. Do not edit it "
            "in a spreadsheet while somebody codes in it: saving there undoes what is coded here."
        )


def changes_between(before: Sheet, after: Sheet, coder: str) -> Meanwhile:
    """Tell what other coders did from what was done by hand."""
    if before.rows == after.rows:
        return Meanwhile()
    old, new = _by_item(before.rows), _by_item(after.rows)
    others, by_hand = 0, []
    for item in dict.fromkeys((*old, *new)):
        was, now = old.get(item, []), new.get(item, [])
        if _alike(was, now):
            continue
        if _alike(_drawn(was), _drawn(now)) and _alike(_mine(was, coder), _mine(now, coder)):
            others += 1
        else:
            by_hand.append(item)
    return Meanwhile(others, tuple(by_hand))


def _by_item(rows: Sequence[SheetRow]) -> Mapping[str, list[SheetRow]]:
    found: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        found[row.contact.item].append(row)
    return found


def _alike(some: Sequence[object], others: Sequence[object]) -> bool:
    """Say whether two lists hold the same, in whatever order."""
    left = list(others)
    for one in some:
        if one not in left:
            return False
        left.remove(one)
    return not left


def _drawn(rows: Sequence[SheetRow]) -> list[object]:
    """How a contact was drawn, once for each reading that is to be made of it."""
    return [row.contact for row in rows if not decides(row)]


def _mine(rows: Sequence[SheetRow], coder: str) -> list[SheetRow]:
    return [row for row in rows if same_person(row.coder, coder)]
