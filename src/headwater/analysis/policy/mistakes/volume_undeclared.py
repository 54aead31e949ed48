"""Where no target is declared that contacts could show: at which values they bunch as if there were one."""

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.gaming import Gaming
from headwater.analysis.policy.handle_times import handle_times
from headwater.analysis.policy.likely_targets import likely_targets
from headwater.analysis.policy.metrics import shown
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, no_harm_known
from headwater.analysis.policy.targets import Targets

FEWEST_CONTACTS = 2_000
_CHANCE = 0.05


def undeclared(source: ContactSource, targets: Targets, facts: Facts) -> Finding:
    """Say that no target is declared, and which values look like one on each channel."""
    channels = _channels(source)
    likely: list[tuple[str, Gaming]] = []
    tried = 0
    for channel in channels:
        found = likely_targets(handle_times(source.chains(), channel=channel), chance=_CHANCE / len(channels))
        tried += found.tried
        likely += [(channel, one) for one in found.found]
    why = _why(targets)
    sentence = f"{why} "
    if likely:
        named = ", ".join(f"{shown('aht_s', one.target)} on {channel}" for channel, one in likely)
        sentence += f"It looks as if there were one at {named}: contacts bunch just below."
        to_do = ("Declare what is demanded there, with the days it was in force, to see what it does.",)
    elif tried:
        sentence += "No value looks as if there were one either."
        to_do = ("If people are held to a handle time or to an output, declare it.",)
    else:
        sentence += f"There are too few contacts on any channel to look for one ({FEWEST_CONTACTS:,} needed)."
        to_do = ("If people are held to a handle time or to an output, declare it.",)
    return Finding(
        mistake="volume",
        word="cannot tell",
        sentence=sentence,
        evidence=tuple(_evidence(channel, one, tried) for channel, one in likely),
        harm=no_harm_known("no target is declared that it could be put down to", facts.currency),
        missing=(*targets.unseen, *(() if targets.declared else (_MISSING,))),
        to_do=to_do,
        tables={f"bins {channel} {one.target:g}": one.bins for channel, one in likely}
        | {
            "likely": {
                "channel": [channel for channel, _ in likely],
                "seconds": [one.target for _, one in likely],
                "sentence": [_said(channel, one) for channel, one in likely],
            }
        },
    )


_MISSING = "Declared policies: which handle time or output people are held to, and since when."


def _why(targets: Targets) -> str:
    if not targets.declared:
        return "No target on handle time or output is declared."
    one = targets.declared == 1
    return (
        f"The {'target' if one else f'{targets.declared} targets'} declared cannot be seen in the contacts."
    )


def _evidence(channel: str, one: Gaming, tried: int) -> Evidence:
    return Evidence(
        f"looks_like {channel} {one.target:g}",
        f"Looks like a target at {shown('aht_s', one.target)}, {channel}: contacts just below it too many",
        one.shifted,
        grade="D",
        note=f"the clearest of {tried} values that were tried; trying so many is allowed for",
    )


def _said(channel: str, one: Gaming) -> str:
    return (
        f"{one.shifted.percent()} of contacts on {channel} lie just below {shown('aht_s', one.target)} and, "
        "by the shape of all others, belong above it."
    )


def _channels(source: ContactSource) -> list[str]:
    """Return the channels with enough contacts that people handled, the busiest first."""
    held = source.chains().filter(
        nw.col("handle_milliseconds") > 0, ~(nw.col("handled_by") == "bot").fill_null(False)
    )
    counts = held.select(channel=nw.col("channel").cast(nw.String)).group_by("channel").agg(n=nw.len())
    table = collect(counts)
    found = sorted(zip(table["n"], table["channel"], strict=True), reverse=True)
    return [channel for n, channel in found if n >= FEWEST_CONTACTS and channel is not None]
