"""`headwater demand diagnose`."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import click

from headwater.cli.output import Output, with_output

if TYPE_CHECKING:
    from headwater.analysis.demand.cost import CostRates

_DAY = click.DateTime(formats=["%Y-%m-%d"])


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


@click.command("diagnose")
@click.option(
    "--store",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the contact store.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="HTML file to write the report to; without it only the summary is printed.",
)
@click.option("--since", type=_DAY, help="First local day that counts, such as 2026-01-01.")
@click.option("--until", type=_DAY, help="Last local day that counts.")
@click.option(
    "--cost-per-hour",
    "per_hour",
    type=_Rate(),
    multiple=True,
    help="Cost of an hour of handle time, for all channels (32.50) or one (phone=32.50); may be repeated.",
)
@click.option(
    "--cost-per-contact",
    "per_contact",
    type=_Rate(),
    multiple=True,
    help="Cost of one contact whatever it takes, likewise; added to its hours.",
)
@click.option("--currency", default="EUR", show_default=True, help="Label of the money.")
@click.option(
    "--topics/--no-topics",
    default=None,
    help="Propose candidate reasons from the texts; by default only when the reasons are of no use.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Where it runs.",
)
@with_output
def diagnose(
    output: Output,
    *,
    store: Path,
    out: Path | None,
    since: datetime | None,
    until: datetime | None,
    per_hour: tuple[tuple[str, float], ...],
    per_contact: tuple[tuple[str, float], ...],
    currency: str,
    topics: bool | None,
    engine: str,
) -> None:
    """Say where contacts, handle time and money go, which come back, and what the data cannot say."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.demand.diagnosis import DiagnosisSettings
    from headwater.analysis.demand.diagnosis import diagnose as run

    settings = DiagnosisSettings(
        since=_date(since),
        until=_date(until),
        rates=_rates(currency, per_hour, per_contact),
        topics=topics,
    )
    result = run(ContactStore(store, engine=engine), settings, clock=monotonic)
    if out is not None:
        from headwater.analysis.demand.report import render_html

        _write(out, render_html(result.report()))
        output.say(f"The report is in {out}.")
    output.result(result)


def _write(out: Path, page: str) -> None:
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


def _date(value: datetime | None) -> date | None:
    return None if value is None else value.date()


def _rates(
    currency: str, per_hour: tuple[tuple[str, float], ...], per_contact: tuple[tuple[str, float], ...]
) -> CostRates | None:
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
