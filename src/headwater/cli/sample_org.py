"""`headwater sample-org`: simulate the delivery company and write its files."""

from datetime import datetime
from pathlib import Path

import click
from click.core import ParameterSource

from headwater.analysis.errors import UsageError
from headwater.cli.output import Output, with_output


@click.command()
@click.option("--contacts", type=int, required=True, help="How many contacts the export has.")
@click.option("--weeks", type=int, default=52, show_default=True, help="How many weeks it covers.")
@click.option(
    "--interventions",
    is_flag=True,
    help="Three years in which five programmes are paid for, each with a known effect.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="The same seed gives the same files. With --interventions it is 36 when not given.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")
@click.option(
    "--start",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2025-01-06",
    show_default=True,
    help="First day of the export.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="Format of the contacts.",
)
@with_output
def sample_org(
    output: Output,
    *,
    contacts: int,
    weeks: int,
    interventions: bool,
    seed: int,
    out: Path,
    start: datetime,
    form: str,
) -> None:
    """Simulate a delivery company with known truth: contacts, volumes, agents and truth.json."""
    from headwater.analysis.sample_org import SampleSettings, simulate, three_years, write
    from headwater.analysis.sample_org.writing import check_folder

    if interventions:
        for name in filter(_given, ("weeks", "start")):
            raise UsageError(
                f"--interventions covers 156 weeks from 2023-01-09: leave --{name} out, or leave "
                "--interventions out."
            )
        settings = three_years(contacts) if not _given("seed") else three_years(contacts, seed)
    else:
        settings = SampleSettings(contacts=contacts, weeks=weeks, seed=seed, start=start.date())
    check_folder(out)
    with output.progress("Simulating", "contacts") as report:
        sample = simulate(settings)
        output.say(f"Simulated {len(sample):,} contacts; writing them to {out}")
        output.result(write(sample, out, report, "parquet" if form == "parquet" else "csv"))


def _given(option: str) -> bool:
    """Say whether an option was typed."""
    return click.get_current_context().get_parameter_source(option) is ParameterSource.COMMANDLINE
