"""What a contact costs, as options of a command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from headwater.analysis.demand.cost import CostRates


class _Rate(click.ParamType[tuple[str, float]]):
    """An amount of money for every channel (32.5) or for one (phone=32.5)."""

    name = "amount or channel=amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        channel, _, amount = str(value).rpartition("=")
        try:
            return channel.strip(), float(amount)
        except ValueError:
            self.fail(
                f"{value!r} is neither an amount (32.50) nor a channel and one (phone=32.50).", param, ctx
            )


_OPTIONS = (
    click.option(
        "--cost-per-hour",
        "per_hour",
        type=_Rate(),
        multiple=True,
        help="Cost of an hour of handle time, for all channels (32.50) or one (phone=32.50); repeatable.",
    ),
    click.option(
        "--cost-per-contact",
        "per_contact",
        type=_Rate(),
        multiple=True,
        help="Cost of one contact whatever it takes, likewise; added to its hours.",
    ),
    click.option("--currency", default="EUR", show_default=True, help="Label of the money."),
)


def with_rates(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options `per_hour`, `per_contact` and `currency`; `rates_of` reads them."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def rates_of(
    currency: str, per_hour: tuple[tuple[str, float], ...], per_contact: tuple[tuple[str, float], ...]
) -> CostRates | None:
    """Return the rates a user gave; None where none were given."""
    if not per_hour and not per_contact:
        return None
    from headwater.analysis.demand.cost import CostRates

    return CostRates(currency, per_hour=_by_channel(per_hour), per_contact=_by_channel(per_contact))


def _by_channel(given: tuple[tuple[str, float], ...]) -> dict[str, float] | float | None:
    """Read repeated options: one amount for all, one a channel, or one for all with exceptions."""
    from headwater.analysis.contacts.schema import CHANNELS

    named = {channel: amount for channel, amount in given if channel}
    common = [amount for channel, amount in given if not channel]
    if common and named:
        return dict.fromkeys(CHANNELS, common[-1]) | named
    return common[-1] if common else named or None
