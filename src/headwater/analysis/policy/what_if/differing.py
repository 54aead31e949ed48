"""Where a simulated answer differs from the analytic one, and by what."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from headwater.analysis.estimates import Estimate
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.what_if.result import WhatIf
from headwater.analysis.policy.what_if.units import shown, shown_change
from headwater.analysis.policy.what_if.working import Working
from headwater.analysis.staffing.simulation import Floor, Simulated, difference, simulate

if TYPE_CHECKING:
    from headwater.analysis.staffing.simulation import ContactKind

_LOOKED_AT = (
    ("service_level", "service_level", "share", "Answered in time"),
    ("wait_s", "answered_after_seconds", "s", "Average wait of those answered"),
)


def differences(
    facts: Facts,
    way: Working,
    floor: Floor | None,
    found: Simulated | None,
    told: WhatIf,
    *,
    runs: int,
    seed: int,
) -> tuple[str, ...]:
    """Return a sentence for each figure that differs by more than chance, and what makes the difference.

    Each cause is taken out by itself and the same days are simulated again: customers who try again as often
    as the formula takes it, and handle times that are exponential.
    """
    if floor is None or found is None:
        return ()
    sentences = []
    without: dict[str, Simulated] = {}
    for key, name, unit, words in _LOOKED_AT:
        exact, seen = told.row(key).after, found.figure(name)
        if exact.value is None or seen.value is None or seen.low is None or seen.high is None:
            continue
        if seen.low <= exact.value <= seen.high:
            sentences.append(
                f"{words}: {shown(seen, unit)}, and {shown(_point(exact), unit)} by formula: they agree."
            )
            continue
        if not without:
            without = {
                cause: simulate(plain, runs=runs, seed=seed)
                for cause, plain in _taken_out(facts, way, floor).items()
            }
        parts = [
            f"{cause} {shown_change(difference(other, found, name), unit)}"
            for cause, other in without.items()
        ]
        because = f" Of it: {'; '.join(parts)}. The rest is chance, and days that end." if parts else ""
        sentences.append(
            f"{words}: {shown(seen, unit)}, and {shown(_point(exact), unit)} by formula.{because}"
        )
    return tuple(sentences)


def _taken_out(facts: Facts, way: Working, floor: Floor) -> dict[str, Floor]:
    """Return the floor without each cause that the formula does not have."""

    def kind(change: "Callable[[ContactKind], ContactKind]") -> Floor:
        return replace(floor, kinds=[change(one) for one in floor.kinds])

    found = {}
    if facts.patience_s is not None:
        found["customers who try again"] = kind(lambda one: replace(one, redial_share=one.back_share))
    if facts.handle_spread is not None and abs(facts.handle_spread - 1) > 0.02:
        found["how handle times spread"] = kind(lambda one: replace(one, handle_spread=-1.0))
    if way.on_floor is not None and abs(way.on_floor - round(way.on_floor)) > 1e-6:
        whole = [replace(group, agents=float(round(way.on_floor))) for group in floor.groups]
        found["whole people who change by half-hour"] = replace(floor, groups=whole)
    return found


def _point(estimate: Estimate) -> Estimate:
    return Estimate(estimate.value)
