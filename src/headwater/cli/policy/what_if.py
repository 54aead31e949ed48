"""`headwater policy what-if`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headwater.cli.options import with_options
from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of, with_sources

if TYPE_CHECKING:
    from headwater.analysis.policy.facts import Facts
    from headwater.analysis.policy.policy_set import PolicySet
    from headwater.analysis.policy.store_facts import FoundFact
    from headwater.analysis.policy.what_if import SimulatedWhatIf, WhatIf

_SLIDERS: dict[str, tuple[str, str]] = {
    "--handle-seconds": ("handle_s", "Handle time after the change."),
    "--fcr": ("fcr_frac", "Share resolved at first contact; without it, it follows from the facts."),
    "--authority": ("authority", "What agents may give without asking."),
    "--shrinkage": ("shrinkage_frac", "Share of their time that people are not there for contacts."),
    "--agents": ("agents_scheduled", "People scheduled."),
    "--wrap-seconds": ("wrap_s", "Wrap-up, as part of handle time."),
    "--service-level": ("service_frac", "Answer target: the share to be answered in time."),
    "--threshold-seconds": ("threshold_s", "Answer target: within how many seconds."),
}
_MOVES = tuple(click.option(name, key, type=float, help=words) for name, (key, words) in _SLIDERS.items())


@dataclass(frozen=True)
class Both:
    """The analytic answer, and the simulated one."""

    analytic: WhatIf
    simulated: SimulatedWhatIf

    def __str__(self) -> str:
        return f"{self.analytic}\n\n{self.simulated}"

    def to_dict(self) -> dict[str, Any]:
        """Return both as plain data."""
        return {"analytic": self.analytic.to_dict(), "simulated": self.simulated.to_dict()}


@click.command("what-if")
@with_sources
@with_options(_MOVES)
@click.option("--simulate", is_flag=True, help="Simulate days before and after as well.")
@click.option("--runs", type=click.IntRange(2), default=20, show_default=True, help="Simulated days.")
@click.option("--hours", type=float, default=10.0, show_default=True, help="Hours of a simulated day.")
@click.option(
    "--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same days."
)
@with_output
def what_if(
    output: Output,
    *,
    policies: Path | None,
    facts_file: Path | None,
    store: Path | None,
    sample: str | None,
    day: datetime | None,
    simulate: bool,
    runs: int,
    hours: float,
    seed: int,
    **moved: float | None,
) -> None:
    """Say what a change of the way of working would do: staff, waits, repeats, cost, time for customers.

    Facts come from --facts, --store or --sample. With POLICIES, staff is worked out for what they ask, and
    the answer says which of them the change breaks or newly meets.
    """
    from headwater.analysis.policy.what_if import simulate_what_if
    from headwater.analysis.policy.what_if import what_if as run

    declared, facts, found = _given(policies, facts_file, store, sample)
    change = {key: value for key, value in moved.items() if value is not None}
    on = day_of(day)
    told = run(facts, change, found=found, policies=declared, on=on)
    if not simulate:
        output.result(told)
        return
    with output.progress("Simulated", "days", first=1) as report:
        days = simulate_what_if(
            facts, change, policies=declared, on=on, runs=runs, seed=seed, hours=hours, progress=report
        )
    output.result(Both(told, days))


def _given(
    policies: Path | None, facts_file: Path | None, store: Path | None, sample: str | None
) -> tuple[PolicySet, Facts, tuple[FoundFact, ...]]:
    """Return policies, facts and the intervals of those that were measured."""
    from headwater.analysis.errors import UsageError
    from headwater.analysis.policy.facts_reading import read_facts
    from headwater.analysis.policy.policy_set import PolicySet
    from headwater.analysis.policy.reading import read_policies
    from headwater.analysis.policy.samples import sample as shipped

    if sample is not None:
        if policies is not None or facts_file is not None or store is not None:
            raise UsageError("--sample brings its own policies and facts: leave the files out.")
        return *shipped(sample), ()
    declared = PolicySet(()) if policies is None else read_policies(policies)
    if store is not None:
        from headwater.analysis.contacts.store import ContactStore
        from headwater.analysis.policy.store_facts import facts_from_store

        seen = facts_from_store(ContactStore(store))
        return declared, seen.with_file(facts_file) if facts_file else seen.facts, seen.found
    if facts_file is None:
        raise UsageError(
            "Give --facts FILE or --store DIR, or try: "
            "headwater policy what-if --sample telecom --handle-seconds 300"
        )
    return declared, read_facts(facts_file), ()
