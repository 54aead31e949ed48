"""What several commands about demand share: options, what they are read as, and how a page is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from headwater.analysis.demand.codebook.book import Codebook
    from headwater.analysis.demand.cost import CostRates

ENGINE = click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Where it runs.",
)


class Rate(click.ParamType[tuple[str, float]]):
    """An amount of money for every channel (32.5) or for one (phone=32.5)."""

    name = "amount or channel=amount"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, float]:
        """Read the option's text."""
        channel, _, amount = str(value).rpartition("=")
        try:
            return channel.strip(), float(amount)
        except ValueError:
            self.fail(
                f"{value!r} is neither an amount (32.50) nor a channel and one (phone=32.50).", param, ctx
            )


def with_rates(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options `per_hour`, `per_contact` and `currency`."""
    for option in (
        click.option("--currency", default="EUR", show_default=True, help="Label of the money."),
        click.option(
            "--cost-per-contact",
            "per_contact",
            type=Rate(),
            multiple=True,
            help="Cost of one contact whatever it takes, likewise; added to its hours.",
        ),
        click.option(
            "--cost-per-hour",
            "per_hour",
            type=Rate(),
            multiple=True,
            help="Cost of an hour of handle time, for all channels (32.50) or one (phone=32.50); "
            "may be repeated.",
        ),
    ):
        function = option(function)
    return function


def rates_of(
    currency: str, per_hour: tuple[tuple[str, float], ...], per_contact: tuple[tuple[str, float], ...]
) -> CostRates | None:
    """Return the rates that were given; None without any."""
    if not per_hour and not per_contact:
        return None
    from headwater.analysis.demand.cost import CostRates

    return CostRates(currency, per_hour=_by_channel(per_hour), per_contact=_by_channel(per_contact))


def book_of(name: str | None) -> Codebook | None:
    """Return the codebook that was named; None without a name."""
    if name is None:
        return None
    from headwater.analysis.demand.codebook.reading import read_codebook

    return read_codebook(name)


def write_page(out: Path, page: str) -> None:
    """Write the page whole or not at all, so that a reader never opens half of one."""
    from headwater.analysis.errors import TryAgainError

    unfinished = out.with_name(f".{out.name}.unfinished")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(page, encoding="utf-8")
        unfinished.replace(out)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise TryAgainError(
            f"The report cannot be written to {out}: {error.strerror}. Free the place, or choose another "
            "with --out."
        ) from error


def _by_channel(given: tuple[tuple[str, float], ...]) -> dict[str, float] | float | None:
    """Read repeated options: one amount for all, one a channel, or one for all with exceptions."""
    from headwater.analysis.contacts.schema import CHANNELS

    named = {channel: amount for channel, amount in given if channel}
    common = [amount for channel, amount in given if not channel]
    if common and named:
        return dict.fromkeys(CHANNELS, common[-1]) | named
    return common[-1] if common else named or None
