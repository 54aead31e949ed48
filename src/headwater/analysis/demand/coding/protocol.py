"""What coding needs of a codebook; the codebook's own room knows the rest."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Codebook(Protocol):
    """Says which codes there are, and what is wrong with codes that were given."""

    @property
    def title(self) -> str:
        """Name and version, such as "delivery 2"."""
        ...

    def codes(self, field: str) -> Sequence[str]:
        """Return the codes of a field of the frame."""
        ...

    def problems_with(self, codes: Mapping[str, str]) -> list[str]:
        """Return what is wrong with one contact's codes, one message each."""
        ...


class Manual(Codebook, Protocol):
    """A codebook that also explains its codes to the people who use them."""

    def code(self, field: str, name: str) -> Any:
        """Return label, meaning, counts and counts_not of a code, as attributes; None where it has none."""
        ...

    def usual(self, reason: str) -> Mapping[str, str]:
        """Return the codes that usually come with a reason."""
        ...
