"""What an intervention gave back for what it cost."""

from dataclasses import asdict, dataclass
from typing import Any

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.effect import Effect
from headwater.analysis.interventions.plan import Plan


@dataclass(frozen=True)
class Return:
    """Effect times value against cost, over the window.

    Attributes
    ----------
    worth : Estimate
        What the change was worth, positive where it was an improvement.
    cost : float
        In `currency`.
    hours : float
        Hours that were spent, not valued.
    """

    worth: Estimate
    cost: float
    hours: float
    currency: str

    @property
    def net(self) -> Estimate:
        """Worth less cost."""
        w, cost = self.worth, self.cost
        if w.value is None or w.low is None or w.high is None:
            return w
        return Estimate(w.value - cost, w.low - cost, w.high - cost, n=w.n, level=w.level, method=w.method)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self) | {"net": self.net.to_dict()}

    def __str__(self) -> str:
        worth, net = self.worth, self.net
        assert worth.value is not None
        hours = f" and {self.hours:,.0f} hours" if self.hours else ""
        return (
            f"Worth {worth.amount()} {self.currency} so far, for {self.cost:,.0f} {self.currency}{hours}: "
            f"net {net.amount()} {self.currency}."
        )


def return_of(plan: Plan, effect: Effect) -> Return | None:
    """Value an effect; None where the plan does not say what a unit is worth."""
    if plan.value_per_unit is None:
        return None
    total, each = effect.total, plan.value_per_unit * plan.measure.sign
    assert total.value is not None
    assert total.low is not None
    assert total.high is not None
    low, high = sorted((each * total.low, each * total.high))
    return Return(
        worth=Estimate(each * total.value, low, high, n=total.n, level=total.level, method=total.method),
        cost=cost_of(plan),
        hours=sum(cost.amount for cost in plan.costs if cost.unit == "hours"),
        currency=plan.currency,
    )


def cost_of(plan: Plan) -> float:
    """Return the money a plan costs, in its currency."""
    return sum(cost.amount for cost in plan.costs if cost.unit == plan.currency)
