"""`headwater staffing simulate`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from headwater.cli.options import FILE
from headwater.cli.output import Output, with_output


@dataclass(frozen=True)
class Example:
    """A floor to start one's own from."""

    text: str

    def __str__(self) -> str:
        return self.text.rstrip("\n")

    def to_dict(self) -> dict[str, str]:
        """Return the text as plain data."""
        return {"floor": self.text}


@click.command("simulate")
@click.argument("floor", type=FILE, required=False)
@click.option("--runs", type=click.IntRange(2), default=20, show_default=True, help="Independent runs.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same figures."
)
@click.option("--example", is_flag=True, help="Print a floor to start your own from, and stop.")
@with_output
def simulate(output: Output, *, floor: Path | None, runs: int, seed: int, example: bool) -> None:
    """Simulate the FLOOR of a YAML file: kinds of contact, and groups of people with skills and shifts.

    Every figure comes with its 95% interval and its standard error, from how the runs differ.
    """
    from headwater.analysis.errors import UsageError
    from headwater.analysis.staffing.simulation import compiled, example_floor, read_floor
    from headwater.analysis.staffing.simulation import simulate as run

    if example:
        output.result(Example(example_floor()))
        return
    if floor is None:
        raise UsageError(
            "Give a YAML file of a floor. To start one: headwater staffing simulate --example > floor.yaml"
        )
    read = read_floor(floor)
    if not compiled:
        output.say("Without the extra `fast` this takes some hundred times longer.")
    with output.progress("Simulated", "runs", first=1) as report:
        output.result(run(read, runs=runs, seed=seed, progress=report))
