"""Who reads what: which contacts two people code, and how the readings are spread over coders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headwater.analysis.demand.sampling.numbers import LIMIT, number_of
from headwater.analysis.demand.sampling.sizes import check_double_share, doubles
from headwater.analysis.errors import UsageError


@dataclass(frozen=True)
class ToRead:
    """A contact that is to be read."""

    item: str
    key: int
    stratum: str


def readings(
    contacts: Sequence[ToRead], double_share: float, coders: Sequence[str], seed: int
) -> Mapping[str, tuple[str, ...]]:
    """Say for each contact who reads it: one name a reading, empty where anybody may.

    Parameters
    ----------
    contacts : sequence of ToRead
    double_share : float
        Share of the contacts that two people read, spread over the strata.
    coders : sequence of str
        Names; each gets as many readings as the others, or one more. A contact's two readings go to two
        coders.
    seed : int
        The same seed gives the same assignment.

    Returns
    -------
    mapping of str to tuple of str
        By item.

    Notes
    -----
    Contacts read twice are a systematic sample, with a random start, of the contacts in the order of their
    strata and, within, of their random numbers: every contact has the same chance.

    Examples
    --------
    >>> contacts = [ToRead(f"crm/{n}", n, "all contacts") for n in range(10)]
    >>> found = readings(contacts, 0.2, ["amara", "bela"], seed=1)
    >>> sum(len(names) == 2 for names in found.values())
    2
    >>> sum(names.count("amara") for names in found.values())
    6
    """
    check_double_share(double_share)
    names = check_coders(coders)
    twice = _twice(contacts, double_share, seed)
    load = dict.fromkeys(names, 0)
    found: dict[str, tuple[str, ...]] = {}
    in_turn = sorted(contacts, key=lambda c: (c.item not in twice, number_of(c.key, seed, "coders"), c.key))
    for contact in in_turn:
        wanted = 2 if contact.item in twice else 1
        # those with least to do, and among them in an order that chance decides
        free = sorted(names, key=lambda name: (load[name], _turn(contact.key, name, seed)))[:wanted]
        for name in free:
            load[name] += 1
        found[contact.item] = (*free, *[""] * (wanted - len(free)))
    return {contact.item: found[contact.item] for contact in contacts}


def check_coders(coders: Sequence[str]) -> tuple[str, ...]:
    """Return coders' names without blanks around them.

    Raises
    ------
    UsageError
        A name is empty or given twice.
    """
    names = tuple(name.strip() for name in coders)
    for name in names:
        if not name:
            raise UsageError("A coder's name is empty. Give names between commas, such as amara,bela.")
        if sum(other.casefold() == name.casefold() for other in names) > 1:
            raise UsageError(f"The coder {name!r} is named twice. Name each once.")
    return names


def _twice(contacts: Sequence[ToRead], double_share: float, seed: int) -> set[str]:
    count = doubles(len(contacts), double_share)
    if not count:
        return set()
    in_line = sorted(contacts, key=lambda c: (c.stratum, number_of(c.key, seed, "double"), c.key))
    start = number_of(len(contacts), seed, "start") / LIMIT
    return {in_line[int((step + start) * len(in_line) / count)].item for step in range(count)}


def _turn(key: int, name: str, seed: int) -> int:
    return number_of(key, seed, f"coder {name}")
