"""What a contact costs: rates the user gives, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from headwater.analysis.contacts.schema import CHANNELS
from headwater.analysis.errors import UsageError, nearest

Rate = Mapping[str, float] | float


@dataclass(frozen=True)
class CostRates:
    """Rates by which contacts are priced. A channel without a rate stays without a price.

    Attributes
    ----------
    currency : str
        Label of the money, such as EUR; figures are never converted.
    per_hour : mapping of channel to float, or float, optional
        Cost of an hour of handle time. One number holds for every channel.
    per_contact : mapping of channel to float, or float, optional
        Cost of one contact whatever it takes (a licence, an outside provider's fee), added to the hours.

    Raises
    ------
    UsageError
        No rate at all, a rate of zero or less, or an unknown channel.

    Examples
    --------
    >>> rates = CostRates("EUR", per_hour={"phone": 30.0}, per_contact={"email": 4.0})
    >>> rates.hour_rate("phone"), rates.hour_rate("email"), rates.contact_rate("email")
    (30.0, None, 4.0)
    >>> rates.prices("chat")
    False
    """

    currency: str
    per_hour: Rate | None = None
    per_contact: Rate | None = None

    def __post_init__(self) -> None:
        if not self.currency.strip():
            raise UsageError("The cost rates have no currency. Give its label, such as 'EUR'.")
        given = [
            (kind, where, rate)
            for kind, rates in (("per_hour", self.per_hour), ("per_contact", self.per_contact))
            for where, rate in _spelled_out(rates)
        ]
        if not given:
            raise UsageError(
                "The cost rates hold no rate. Give per_hour, per_contact or both: "
                "one number, or a number for each channel."
            )
        for kind, where, rate in given:
            if where and where not in CHANNELS:
                raise UsageError(f"{kind} has an unknown channel {where!r}.{nearest(where, list(CHANNELS))}")
            if not isfinite(rate) or rate <= 0:
                place = f"{kind} for {where}" if where else kind
                raise UsageError(
                    f"{place} is {rate}: a rate must be above 0. "
                    "Leave the channel out when its cost is not known."
                )

    def hour_rate(self, channel: str) -> float | None:
        """Return the cost of an hour of handle time in a channel; None when no rate was given."""
        return _rate(self.per_hour, channel)

    def contact_rate(self, channel: str) -> float | None:
        """Return the cost of one contact in a channel whatever it takes; None when no rate was given."""
        return _rate(self.per_contact, channel)

    def prices(self, channel: str) -> bool:
        """Say whether a channel has any rate."""
        return self.hour_rate(channel) is not None or self.contact_rate(channel) is not None

    def to_dict(self) -> dict[str, Any]:
        """Return the rates as plain data."""
        return {
            "currency": self.currency,
            "per_hour": _plain(self.per_hour),
            "per_contact": _plain(self.per_contact),
        }

    def __str__(self) -> str:
        parts = []
        for rates, unit in ((self.per_hour, "hour"), (self.per_contact, "contact")):
            for where, rate in _spelled_out(rates):
                parts.append(f"{rate:g} {self.currency} per {unit}" + (f" ({where})" if where else ""))
        return ", ".join(parts)


def _rate(rates: Rate | None, channel: str) -> float | None:
    if isinstance(rates, Mapping):
        return rates.get(channel)
    return rates


def _spelled_out(rates: Rate | None) -> list[tuple[str, float]]:
    if rates is None:
        return []
    return list(rates.items()) if isinstance(rates, Mapping) else [("", rates)]


def _plain(rates: Rate | None) -> dict[str, float] | float | None:
    return dict(rates) if isinstance(rates, Mapping) else rates
