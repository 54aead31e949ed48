"""What people say when they were not allowed to fix it; told only where five or more do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns
from headwater.analysis.policy.metrics import shown
from headwater.analysis.policy.mistakes.finding import Evidence

FEWEST_FLAGS = 5
"""Flags below which their number and amounts would be about persons."""


@dataclass(frozen=True)
class NotAllowed:
    """What somebody said when they were not allowed to fix it: no person, no contact.

    Attributes
    ----------
    would_help : str
        What would have fixed it, as one of the reasons to pick from.
    limit : str
        The rule that stood in the way, as it was named.
    """

    would_help: str = ""
    amount: float | None = None
    currency: str = ""
    limit: str = ""


def said_by(flags: Sequence[NotAllowed], currency: str) -> tuple[Evidence, ...]:
    """Return what flags say, where there are five or more."""
    if len(flags) < FEWEST_FLAGS:
        why = f"fewer than {FEWEST_FLAGS} flags in a year: their number would be about persons"
        return (Evidence("flags", "Times somebody said so in the last year", cannot_tell(why), "flags"),)
    count = Estimate(float(len(flags)), n=len(flags))
    found = [Evidence("flags", "Times somebody said so in the last year", count, "flags")]
    amounts = sorted(f.amount for f in flags if f.amount is not None and f.currency in (currency, ""))
    if len(amounts) >= FEWEST_FLAGS:
        low, middle, high = quantiles(amounts, n=4, method="inclusive")
        found.append(
            Evidence(
                "flag_amount",
                "Amount that would have fixed it, median of what they said",
                Estimate(middle, n=len(amounts)),
                currency,
                note=f"half of them between {shown('authority', low, currency)} and "
                f"{shown('authority', high, currency)}",
            )
        )
    return tuple(found)


def by_reason(flags: Sequence[NotAllowed]) -> Columns:
    """Return how many flags name each remedy and each rule; what fewer than five say is left out."""
    asked = Counter(("What would have fixed it", flag.would_help or "Something else") for flag in flags)
    rules = (" ".join(flag.limit.split()).casefold() for flag in flags)
    asked.update(("Rule in the way", rule) for rule in rules if rule)
    kept = [(key, n) for key, n in asked.most_common() if n >= FEWEST_FLAGS]
    return {
        "About": [about for (about, _), _ in kept],
        "What was said": [what for (_, what), _ in kept],
        "Flags": [n for _, n in kept],
    }
