"""Volume over resolution: whether contacts are bent to meet targets on time, and what hurrying does."""

from datetime import date

import narwhals as nw

from headwater.analysis.contacts.engines import collect
from headwater.analysis.demand.contact_source import ContactSource
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.gaming import find_gaming
from headwater.analysis.policy.handle_times import handle_times, repeat_handle_seconds
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Word, no_harm_known
from headwater.analysis.policy.mistakes.volume_harm import a_year, harm_of
from headwater.analysis.policy.mistakes.volume_told import (
    Hurry,
    Looked,
    hurry_evidence,
    hurry_table,
    missing_of,
    sentence_of,
    target_evidence,
    targets_table,
    to_do_of,
)
from headwater.analysis.policy.mistakes.volume_undeclared import undeclared
from headwater.analysis.policy.policy_set import PolicySet
from headwater.analysis.policy.repeat_curve import effect_curve, repeat_curve
from headwater.analysis.policy.rushing import effect_of_rushing, effect_on_satisfaction
from headwater.analysis.policy.targets import Target, targets_of
from headwater.analysis.policy.worked_contacts import worked_contacts

NO_CONTACTS = "There are no contacts with a handle time, so that nothing can be seen of what targets do."


def volume_over_resolution(source: ContactSource | None, policies: PolicySet, facts: Facts) -> Finding:
    """Say whether targets on time or output bend contacts, what hurrying does, and what it costs a year.

    Parameters
    ----------
    source : ContactSource or None
    policies : PolicySet
        All that were declared; each is looked at over the days it was in force, and for what it holds for.
    facts : Facts
        For the cost of an hour.

    Returns
    -------
    Finding
        *cannot tell* where no target is declared that contacts can show; then the values are named at which
        contacts bunch as if there were one. Its tables are `targets`, `rushing`, `repeats_by_time`,
        `effect_by_time` and, for each target, `bins ID`.
    """
    days = None if source is None else _days(source)
    if source is None or days is None:
        missing = ("Bring in contacts with their handle times.",)
        return Finding("volume", "cannot tell", NO_CONTACTS, (), no_harm_known(_NONE), missing)
    targets = targets_of(tuple(policies), *days)
    if not targets.seen:
        return undeclared(source, targets, facts)
    looked = sorted(
        (_looked_at(source, target, targets.seen) for target in targets.seen), key=Looked.rank, reverse=True
    )
    hurry = _hurry(source, looked[0].target)
    bunched = [one for one in looked if one.found.word == "bunched"]
    concerned = [one for one in bunched if not one.target.is_over] or bunched[:1]
    harm = harm_of(concerned, repeat_handle_seconds(source.chains()), facts)
    evidence: list[Evidence] = []
    for one in looked:
        evidence += target_evidence(one)
    caused = a_year(looked[0]) if bunched else None
    return Finding(
        mistake="volume",
        word=_word(looked, hurry),
        sentence=sentence_of(looked, hurry, caused),
        evidence=(*evidence, *hurry_evidence(hurry)),
        harm=harm,
        missing=missing_of(targets, looked, hurry, facts),
        to_do=to_do_of(looked, hurry),
        tables={
            "targets": targets_table(looked),
            "rushing": hurry_table(hurry),
            "repeats_by_time": hurry.curve,
            "effect_by_time": effect_curve(hurry.curve, hurry.repeats),
        }
        | {f"bins {one.target.policy.id}": one.found.bins for one in looked if one.found.bins},
    )


_NONE = "there are no contacts"


def _days(source: ContactSource) -> tuple[date, date] | None:
    held = source.chains().filter(nw.col("handle_milliseconds") > 0)
    table = collect(held.select(first=nw.col("local_date").min(), last=nw.col("local_date").max()))
    first, last = table["first"][0], table["last"][0]
    return None if first is None or last is None else (first, last)


def _looked_at(source: ContactSource, target: Target, all_of_them: tuple[Target, ...]) -> Looked:
    times = handle_times(
        source.chains(),
        channel=target.channel or None,
        team=target.team or None,
        reason=target.reason or None,
        since=target.since,
        until=target.until,
    )
    others = {other.seconds for other in all_of_them if other.overlaps(target)} - {target.seconds}
    return Looked(target, find_gaming(times, target.seconds, also_targets=sorted(others)))


def _hurry(source: ContactSource, worst: Target) -> Hurry:
    """Look at what hurrying does on the channel of the worst target, over all days: queues come any day."""
    channel = worst.channel[0] if worst.channel else "phone"
    worked = worked_contacts(source.contacts(), channel=channel)
    curve = repeat_curve(handle_times(source.chains(), channel=channel))
    return Hurry(channel, effect_of_rushing(worked), effect_on_satisfaction(worked), curve)


def _word(looked: list[Looked], hurry: Hurry) -> Word:
    words = {one.found.word for one in looked}
    if "bunched" in words or hurry.costs:
        return "found"
    return "no sign" if "no sign" in words else "cannot tell"
