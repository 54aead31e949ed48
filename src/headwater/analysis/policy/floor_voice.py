"""What the floor says of instructions that contradict each other: how often, and about what. Never a text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import mean, variance

from headwater.analysis.estimates import Estimate, cannot_tell, wilson
from headwater.analysis.frames import Columns
from headwater.analysis.policy.named import named_in
from headwater.analysis.policy.policy import Policy

FEWEST = 5
"""Below so many flags their number would be about persons."""
_FEWEST_WEEKS = 8
"""Below so many weeks nobody can tell whether they differ by more than chance."""


@dataclass(frozen=True)
class Contradiction:
    """One flag that says that instructions contradict each other.

    Attributes
    ----------
    instructions : tuple of str
        What the person was told, in their words; read by rules, never shown.
    """

    day: date
    team: str
    instructions: tuple[str, ...]


@dataclass(frozen=True)
class FloorVoice:
    """What is heard from the floor.

    Attributes
    ----------
    per_week : Estimate
        Flags a week.
    declared, found : Estimate
        Share of the flags that name two declared policies, and both sides of a conflict that was found.
    teams : mapping
        Flags by team, where a team has enough of them.
    of_conflict : mapping
        Flags that name both sides of a conflict, by its id; only where they are enough.
    """

    per_week: Estimate
    declared: Estimate
    found: Estimate
    teams: Columns
    of_conflict: Mapping[str, int]

    @property
    def flags(self) -> int:
        """How many flags there are; 0 where they are too few to be counted."""
        return self.per_week.n if self.per_week.known else 0


def hear(
    said: Sequence[Contradiction],
    policies: Sequence[Policy],
    conflicts: Mapping[str, frozenset[str]],
    *,
    since: date | None,
    until: date,
) -> FloorVoice:
    """Count what the floor says of contradictory instructions.

    Parameters
    ----------
    policies : sequence of Policy
        Those in force.
    conflicts : mapping of str to set of str
        The policies of each conflict that was found, by its id.
    since : date, optional
        First day on which anybody could flag and somebody did; None where nobody ever flagged anything.

    Examples
    --------
    >>> told = [Contradiction(date(2026, 1, day), "Phone", ("AHT", "the script")) for day in range(1, 15)]
    >>> heard = hear(told, [], {}, since=date(2026, 1, 1), until=date(2026, 1, 28))
    >>> round(heard.per_week.value, 1), heard.declared.percent()
    (3.5, '0% (0% to 22%)')
    """
    if since is None:
        nothing = cannot_tell("nobody has flagged anything in the last year")
        return FloorVoice(nothing, nothing, nothing, {}, {})
    if len(said) < FEWEST:
        few = cannot_tell(f"fewer than {FEWEST} flags in the last year: their number would be about persons")
        return FloorVoice(few, few, few, {}, {})
    named = [[named_in(text, policies) for text in flag.instructions] for flag in said]
    two = sum(1 for pair in named if _differ(pair))
    about = [[key for key, held in conflicts.items() if _both_sides(pair, held)] for pair in named]
    counted = Counter(key for keys in about for key in keys)
    return FloorVoice(
        per_week(weekly([flag.day for flag in said], since, until), (until - since).days + 1),
        wilson(two, len(said)),
        wilson(sum(bool(keys) for keys in about), len(said)),
        _teams(Counter(flag.team for flag in said)),
        {key: count for key, count in counted.items() if count >= FEWEST},
    )


def weekly(days: Sequence[date], since: date, until: date) -> list[int]:
    """Return the counts of each week from `since`; the last one may be shorter."""
    counted = Counter((day - since).days // 7 for day in days)
    return [counted[week] for week in range((until - since).days // 7 + 1)]


def per_week(counts: Sequence[int], days: int, level: float = 0.95) -> Estimate:
    """Return a rate a week with its interval.

    Parameters
    ----------
    counts : sequence of int
        Events in each week, the last of which may be shorter.
    days : int
        Days they were counted on.

    Notes
    -----
    Garwood's exact interval of a Poisson count. Where whole weeks differ by more than chance (people flag
    when others do), the count is divided by variance over mean before, and multiplied again after.

    References
    ----------
    Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika, 28(3/4), 437-442.

    Examples
    --------
    >>> found = per_week([10], 7)
    >>> round(found.low, 3), round(found.high, 3)
    (4.795, 18.39)
    """
    from scipy.stats import chi2

    total, weeks = sum(counts), days / 7
    whole = list(counts[: days // 7])
    spread = 1.0
    if len(whole) >= _FEWEST_WEEKS and any(whole):
        spread = max(variance(whole) / mean(whole), 1.0)
    effective, tail = total / spread, (1 - level) / 2
    low = 0.0 if total == 0 else float(chi2.ppf(tail, 2 * effective)) / 2
    high = float(chi2.ppf(1 - tail, 2 * effective + 2)) / 2
    return Estimate(
        total / weeks,
        low * spread / weeks,
        high * spread / weeks,
        n=total,
        level=level,
        method="Poisson, exact, widened where weeks differ by more than chance",
    )


def _both_sides(pair: Sequence[frozenset[str]], held: frozenset[str]) -> bool:
    """Say whether two instructions name different policies of one conflict."""
    return _differ([one & held for one in pair])


def _differ(pair: Sequence[frozenset[str]]) -> bool:
    """Say whether two instructions name different policies."""
    return len(pair) == 2 and any(a != b for a in pair[0] for b in pair[1])


def _teams(counted: Counter[str]) -> Columns:
    """Return the flags of each team that has enough, and of all others together.

    One team that is left out could be told from the total; then the next smallest is left out with it.
    """
    ordered = counted.most_common()
    shown = [one for one in ordered if one[1] >= FEWEST]
    rest = ordered[len(shown) :]
    while shown and rest and (len(rest) < 2 or sum(n for _, n in rest) < FEWEST):
        rest.append(shown.pop())
    if rest and sum(n for _, n in rest) < FEWEST:
        return {}
    names = [name for name, _ in shown] + ([f"{len(rest)} other teams"] if rest and shown else [])
    if not shown:
        return {}
    return {"Team": names, "Flags": [n for _, n in shown] + ([sum(n for _, n in rest)] if rest else [])}
