"""One plain sentence for a conflict: who said what where, why not both, and what would free it."""

from collections.abc import Sequence

from headwater.analysis.policy.metrics import METRICS
from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.relaxing import NewValue

_TELLING = (
    *("agents_scheduled", "fcr_frac", "repeat_frac", "escalation_frac", "transfer_frac", "abandon_frac"),
    *("service_level", "asa_s", "occupancy_frac", "aht_s", "wrap_s", "shrinkage_frac", "authority"),
)
"""Whose limit says most about why, first ones first."""


def sentence(policies: Sequence[Policy], ways_out: Sequence[NewValue], work: str = "") -> str:
    """Return the sentence of a conflict.

    Examples
    --------
    >>> long = Policy("wrap-30", "Quality", "wrap_s", ">=", 30, document_ref="QA guide")
    >>> short = Policy("wrap-15", "Operations", "wrap_s", "<=", 15, document_ref="Targets")
    >>> print(sentence([long, short], [NewValue(long, 15), NewValue(short, 30)]))
    Quality (QA guide) wants wrap-up of at least 30 s and Operations (Targets) wants wrap-up of at most 15 s,
    and both cannot be met: with the other met, wrap-up cannot be above 15 s; what would free it is wrap-up
    down to 15 s (Quality) or wrap-up up to 30 s (Operations).
    """
    said = _listed([str(policy) for policy in policies])
    where = f"For {work}, " if work else ""
    if len(policies) == 1:
        opening = f"{where}{said}, and that cannot be met even alone"
    else:
        all_of_them = "both" if len(policies) == 2 else f"all {_number(len(policies))}"
        opening = f"{where}{said}, and {all_of_them} cannot be met"
    reason = why(policies, ways_out)
    return f"{opening}{f': {reason}' if reason else ''}{_free(policies, ways_out)}."


def why(policies: Sequence[Policy], ways_out: Sequence[NewValue]) -> str:
    """Say which limit the others leave; nothing where no change to one of them is enough.

    Examples
    --------
    >>> promise = Policy("script", "Marketing", "script_s", ">=", 390)
    >>> target = Policy("aht", "Operations", "aht_s", "<=", 240)
    >>> why([promise, target], [NewValue(promise, 240), NewValue(target, 390)])
    'with the other met, handle time cannot be below 390 s'
    """
    telling = sorted(
        (way for way in ways_out),
        key=lambda way: _TELLING.index(way.policy.metric) if way.policy.metric in _TELLING else len(_TELLING),
    )
    if not telling:
        return ""
    way = telling[0]
    side = "above" if way.value < way.policy.value else "below"
    words = METRICS[way.policy.metric].words
    if way.policy.metric == "authority" and way.policy.remedy_type != "any":
        words = f"authority for {way.policy.remedy_type}"
    others = {1: "as things are", 2: "with the other met"}.get(len(policies), "with the others met")
    return f"{others}, {words} cannot be {side} {way.policy.shown(way.value)}"


def _free(policies: Sequence[Policy], ways_out: Sequence[NewValue]) -> str:
    soft = [way for way in ways_out if not way.policy.hard]
    if soft:
        return f"; what would free it is {_listed([str(way) for way in soft], 'or')}"
    if ways_out:
        return "; only what nobody here may change would free it"
    return "; no change to one of them alone is enough" if len(policies) > 1 else ""


def _listed(parts: Sequence[str], last: str = "and") -> str:
    if len(parts) <= 2:
        return f" {last} ".join(parts)
    return f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def _number(count: int) -> str:
    words = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if count < len(words) else str(count)
