"""What to ask of the causes of failure demand."""

from dataclasses import dataclass
from typing import Any

from headwater.analysis.demand.cost import CostRates
from headwater.analysis.demand.prevalence.prevalence_result import PrevalenceSettings
from headwater.analysis.demand.scope import check_level
from headwater.analysis.errors import UsageError


@dataclass(frozen=True)
class CausesSettings:
    """How failure demand is traced to causes and owners.

    Attributes
    ----------
    rates : CostRates, optional
        Without rates there is no money.
    inside : tuple of str
        Units that are part of support, where the codebook does not say. When given, every unit it does not
        name, and on which the codebook is silent, lies outside.
    window_days : int
        Within how many days a customer's next contact counts as set off by the one before.
    within : float
        Reasons that make this part of failure demand together need an owner and an action.
    model : str
        Which coder model reads the contacts nobody coded; as in `PrevalenceSettings`.
    level : float
        Confidence level of every interval, and of each ranking as a whole.
    seed : int
        Of the draws that judge ranks.
    """

    rates: CostRates | None = None
    inside: tuple[str, ...] = ()
    window_days: int = 7
    within: float = 0.8
    model: str = "auto"
    level: float = 0.95
    seed: int = 0

    def __post_init__(self) -> None:
        check_level(self.level)
        if self.window_days < 1:
            raise UsageError(
                f"window_days is {self.window_days}: give a number of days from 1 on, such as 7."
            )
        if not 0 < self.within <= 1:
            raise UsageError(f"within is {self.within}: give a part of failure demand, such as 0.8.")

    @property
    def of_prevalence(self) -> PrevalenceSettings:
        """The settings of the shares underneath."""
        return PrevalenceSettings(rates=self.rates, model=self.model, level=self.level, seed=self.seed)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        rates = None if self.rates is None else self.rates.to_dict()
        return {**self.__dict__, "inside": list(self.inside), "rates": rates}
