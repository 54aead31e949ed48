"""What a share is of: contacts that carry a code, or several codes at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from headwater.analysis.demand.frame import FIELDS
from headwater.analysis.errors import UsageError, nearest


@dataclass(frozen=True)
class Target:
    """Contacts that carry all of these codes.

    Attributes
    ----------
    codes : tuple of (str, str)
        Field and code, in the order of the frame.

    Examples
    --------
    >>> late = Target.of(cause="process", demand_type="failure")
    >>> str(late), late.holds({"demand_type": "failure", "cause": "process", "reason": "Parcel is late"})
    ('demand_type=failure, cause=process', True)
    """

    codes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, codes: Mapping[str, str] | None = None, **named: str) -> "Target":
        """Make a target from fields and their codes."""
        given = {**(codes or {}), **named}
        for name in given:
            if name not in FIELDS:
                raise UsageError(f"The coding frame has no field {name!r}.{nearest(name, list(FIELDS))}")
        return cls(tuple((name, given[name]) for name in FIELDS if name in given))

    def holds(self, codes: Mapping[str, str]) -> bool:
        """Say whether a contact with these codes belongs to it."""
        return all(codes.get(name) == code for name, code in self.codes)

    def __str__(self) -> str:
        return ", ".join(f"{name}={code}" for name, code in self.codes)


FAILURE = Target((("demand_type", "failure"),))
"""Failure demand: the headline."""


def targets_of(readings: Iterable[Mapping[str, str]], fields: Sequence[str] = FIELDS) -> list[Target]:
    """Return one target for each code in use, field by field, codes in alphabetical order."""
    used = {(name, code) for codes in readings for name, code in codes.items()}
    return [Target(((name, code),)) for name in fields for found, code in sorted(used) if found == name]
