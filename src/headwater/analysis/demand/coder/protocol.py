"""What a coder model must do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Probabilities = NDArray[np.float64]


class Coder(Protocol):
    """Learns codes from texts that people have coded, and says how likely each code is for others.

    Attributes
    ----------
    name : str
        How the coder is called in model cards.
    classes_ : tuple of str
        Codes it has learned, in the order of the columns of `predict_proba`; set by `fit`.
    """

    name: str
    classes_: tuple[str, ...]

    def fit(self, texts: Sequence[str], codes: Sequence[str]) -> Self:
        """Learn from coded texts.

        Parameters
        ----------
        texts : sequence of str, length n
        codes : sequence of str, length n
        """
        ...

    def predict_proba(self, texts: Sequence[str]) -> "Probabilities":
        """Return the chance of each code for each text.

        Returns
        -------
        ndarray of shape (texts, classes), each row adding up to 1.
        """
        ...
