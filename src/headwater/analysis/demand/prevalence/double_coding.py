"""What contacts coded twice say of the coders: how often they differ, and what follows for shares."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from headwater.analysis.demand.coding.sampled import SampledContact
from headwater.analysis.demand.prevalence.coder_error import FEWEST_TWICE, Correction, correction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class DoubleCoding:
    """What the contacts coded twice say of some fields of the frame.

    Attributes
    ----------
    twice, differ, undecided : int
        Contacts read by two people or more; those on which they differ; of these, those nobody has decided.
    evenness : float
        Sum of p (1 - p) over the codes in use.
    """

    twice: int
    differ: int
    undecided: int
    evenness: float

    @property
    def corrects(self) -> bool:
        """Whether shares can be corrected: enough contacts coded twice, every difference decided."""
        return self.twice >= FEWEST_TWICE and self.undecided == 0

    def correction(self, coded: "Array", decided: "Array", weights: "Array") -> Correction | None:
        """Return the correction of a share; None where it cannot be told.

        Parameters
        ----------
        coded, decided, weights : ndarray of shape (n,)
            As for `coder_error.correction`.
        """
        if not self.corrects:
            return None
        return correction(
            coded, decided, weights, disagreeing=self.differ / self.twice, evenness=self.evenness
        )

    def __str__(self) -> str:
        if not self.twice:
            return "No contact was coded by two people, so the coders' own errors are not known."
        said = f"{self.twice:,} contacts were coded by two people; they differ on {self.differ:,}."
        if not self.differ:
            return f"{self.twice:,} contacts were coded by two people, who agree on all of them."
        if self.undecided:
            return (
                f"{said} {self.undecided:,} of these are undecided: until somebody decides them, shares take "
                "codes as they are. Decide with: headwater demand code SHEET --adjudicate --coder NAME"
            )
        if self.twice < FEWEST_TWICE:
            return f"{said} That is too few to correct for coders' errors; {FEWEST_TWICE} are needed."
        return f"{said} All are decided, and shares are corrected for what the decisions changed."

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**self.__dict__, "corrects": self.corrects}


def double_coding(contacts: Sequence[SampledContact], fields: Sequence[str]) -> DoubleCoding:
    """Compare the readings of contacts coded twice, over some fields taken together."""
    twice = differ = undecided = 0
    shares: dict[tuple[str, ...], float] = {}
    for contact in contacts:
        said = [tuple(reading.codes.get(name, "") for name in fields) for reading in contact.readings]
        for each in said:
            shares[each] = shares.get(each, 0.0) + 1 / len(said)
        if len(said) < 2:
            continue
        twice += 1
        if len(set(said)) > 1:
            differ += 1
            undecided += contact.adjudicated is None
    total = sum(shares.values()) or 1.0
    return DoubleCoding(twice, differ, undecided, sum(n / total * (1 - n / total) for n in shares.values()))
