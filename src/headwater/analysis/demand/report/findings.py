"""The findings of a diagnosis, in order of what they cost."""

from dataclasses import dataclass

from headwater.analysis.charts.units import read_seconds, read_share
from headwater.analysis.demand.days import WEEKDAYS
from headwater.analysis.demand.diagnosis_result import Diagnosis
from headwater.analysis.demand.report.document import Finding, Sentence
from headwater.analysis.demand.report.words import hours, listed, one_of, quoted, rests_on
from headwater.analysis.demand.workload_result import Workload, WorkloadRow
from headwater.analysis.estimates import Estimate


@dataclass(frozen=True)
class Ranked:
    """A finding, and what it costs.

    Attributes
    ----------
    hours : float or None
        Handle time it takes; None where handle times are not known.
    contacts : int
        Contacts it is about.
    subject : str
        The one reason it is about; empty when it is about more.
    """

    finding: Finding
    hours: float | None
    contacts: int
    subject: str = ""


def ranked_findings(found: Diagnosis) -> list[Ranked]:
    """Return what can be said, costliest first: by handle time where it can be given, then by contacts.

    A second finding about the same reason stands behind those about something else.
    """
    candidates = [
        _repeats(found),
        _most_repeated(found),
        _most_work(found),
        _channel(found),
        *(_ending(found, name) for name in _ENDINGS),
        _pile_up(found),
    ]
    known = [candidate for candidate in candidates if candidate is not None]
    known.sort(key=lambda c: (c.hours is not None, c.hours or 0.0, c.contacts), reverse=True)
    said: set[str] = set()
    again: list[Ranked] = []
    for candidate in list(known):
        if candidate.subject and candidate.subject in said:
            known.remove(candidate)
            again.append(candidate)
        said.add(candidate.subject)
    known += again
    for other in (_first_topic(found), _busiest(found)):
        # they cost nothing in themselves: said only where there is little else to say
        if other is not None and len(known) < ENOUGH_FINDINGS:
            known.append(other)
    return known


def _repeats(found: Diagnosis) -> Ranked | None:
    definition = found.definition
    if definition is None:
        return None
    work = found.repeat_work["all"].figures
    share = found.repeats.of(definition)[0].share
    reason = "for the same reason" if definition.reason == "same" else "for any reason"
    if not work or not work[0].of_contacts.known:
        sentence = (
            f"{share.percent()} of {found.whose} are followed by another {reason} within {definition.days}."
        )
        return Ranked(
            Finding(
                "Customers come back",
                read_share(share.value or 0.0),
                Sentence(sentence, rests_on(share, "contacts watched long enough")),
                "repeats",
            ),
            None,
            found.repeats.of(definition)[0].repeats,
        )
    made = work[0]
    if made.repeat_hours is None or made.handle_hours is None:
        sentence = (
            f"{made.of_contacts.percent()} of {found.whose} follow an earlier one of the same customer "
            f"{reason} within {definition.days}."
        )
        figure = one_of(made.repeats, "contact")
        basis = rests_on(made.of_contacts, "contacts that could be seen to be a repeat")
    else:
        sentence = (
            f"Answering customers who came back {reason} within {definition.days} took "
            f"{made.of_time.percent()} of {found.time_spent}: {hours(made.repeat_hours)} of "
            f"{hours(made.handle_hours)}."
        )
        figure = hours(made.repeat_hours)
        basis = rests_on(made.of_time, "contacts with a customer and a handle time")
    return Ranked(
        Finding("Customers come back", figure, Sentence(sentence, basis), "repeats"),
        made.repeat_hours,
        made.repeats,
    )


def _most_repeated(found: Diagnosis) -> Ranked | None:
    """Return the reason whose repeats cost most, when repeats of reasons can be told apart at all."""
    by_reason = found.repeat_work.get("reason")
    definition = found.definition
    if by_reason is None or definition is None or not found.coverage.reasons_usable:
        return None
    figures = [f for f in by_reason.figures if f.of_contacts.known and f.repeats]
    if len(figures) < 2:
        return None
    worst = max(figures, key=lambda f: (f.repeat_hours or 0.0, f.repeats))
    name = quoted(worst.group[0])
    sentence = (
        f"{worst.of_contacts.percent()} of {found.whose} about {name} follow an earlier one within "
        f"{definition.days}: {one_of(worst.repeats, 'contact')}"
    )
    total = sum(f.repeat_hours or 0.0 for f in by_reason.figures)
    if worst.repeat_hours is not None and total:
        sentence += (
            f", {hours(worst.repeat_hours)}, {worst.repeat_hours / total:.0%} of all the time repeats take"
        )
    return Ranked(
        Finding(
            f"{name} comes back most",
            hours(worst.repeat_hours) if worst.repeat_hours is not None else one_of(worst.repeats, "contact"),
            Sentence(f"{sentence}.", rests_on(worst.of_contacts, "contacts about it")),
            "repeats",
        ),
        worst.repeat_hours,
        worst.repeats,
        worst.group[0],
    )


def _most_work(found: Diagnosis) -> Ranked | None:
    work = found.workload.get("reason")
    if work is None or not found.coverage.reasons_usable or len(work.rows) < 2:
        return None
    largest = most_of(work)
    if largest is None:
        return None
    name = quoted(largest.group)
    sentence = f"{name} makes {largest.share_of_contacts.percent()} of contacts"
    figure = read_share(largest.share_of_contacts.value or 0.0) + " of contacts"
    title = f"{name} brings most contacts"
    spent = None
    if largest.share_of_time.known:
        spent = largest.handle_hours
        title = f"{name} takes most time"
        figure = hours(spent)
        sentence += f" and {largest.share_of_time.percent()} of handle time"
    if largest.cost is not None and work.rates is not None:
        sentence += f", {largest.cost:,.0f} {work.rates.currency}"
    return Ranked(
        Finding(
            title,
            figure,
            Sentence(
                f"{sentence}.{_together(work)}",
                rests_on(largest.share_of_contacts, "contacts for people to handle"),
            ),
            "work",
        ),
        spent,
        largest.contacts,
        largest.group,
    )


def _together(work: Workload) -> str:
    """Say which few reasons make most of the work, when a few do."""
    for count, row in enumerate(work.rows[:5], 1):
        running = row.running_time if row.running_time is not None else row.running_contacts
        if running is not None and running >= 0.5 and count > 1 and len(work.rows) > count + 1:
            of = "handle time" if row.running_time is not None else "contacts"
            return (
                f" With {listed([quoted(r.group) for r in work.rows[1:count]])} it is {running:.0%} of {of}."
            )
    return ""


def _channel(found: Diagnosis) -> Ranked | None:
    """Return the largest channel: said only where reasons say nothing."""
    work = found.workload.get("channel")
    if work is None or found.coverage.reasons_usable or len(work.rows) < 2:
        return None
    largest = most_of(work)
    if largest is None:
        return None
    sentence = f"The channel {largest.group} brings {largest.share_of_contacts.percent()} of contacts"
    spent = largest.handle_hours if largest.share_of_time.known else None
    if spent is not None:
        sentence += f" and {largest.share_of_time.percent()} of handle time"
    return Ranked(
        Finding(
            f"Most contacts come by {largest.group}",
            read_share(largest.share_of_contacts.value or 0.0),
            Sentence(f"{sentence}.", rests_on(largest.share_of_contacts, "contacts for people to handle")),
            "work",
        ),
        spent,
        largest.contacts,
    )


ENOUGH_FINDINGS = 3
"""Findings a reader in a hurry takes in."""

_ENDINGS = {
    "transferred": ("Contacts are passed on", "were passed on at least once"),
    "abandoned": ("Customers give up waiting", "were given up before anyone answered"),
}
_FEWEST_ENDINGS = 10


def _ending(found: Diagnosis, name: str) -> Ranked | None:
    whole = found.outcomes.get("all")
    if whole is None or not whole.groups:
        return None
    share: Estimate = getattr(whole.groups[0], name)
    count = round((share.value or 0.0) * share.n)
    if not share.known or count < _FEWEST_ENDINGS:
        return None
    title, words = _ENDINGS[name]
    sentence = Sentence(f"{share.percent()} of contacts {words}.", rests_on(share, "contacts that say"))
    return Ranked(Finding(title, one_of(count, "contact"), sentence, "endings"), None, count)


def _pile_up(found: Diagnosis) -> Ranked | None:
    times = found.handle_times.get("all")
    heaps = () if times is None or not times.groups else times.groups[0].heaps
    if not heaps:
        return None
    heap = max(heaps, key=lambda h: h.under)
    at = read_seconds(heap.seconds)
    sentence = Sentence(
        f"{one_of(heap.under, 'contact')} end in the 14 seconds before {at}, {heap.excess:.1f} times "
        f"({heap.low:.1f} to {heap.high:.1f}) what is to be expected there. A target may be the reason.",
        "In brackets the 99% interval, wide enough for all round figures looked at.",
    )
    return Ranked(
        Finding(f"Handle times pile up under {at}", f"{heap.excess:.1f} times", sentence, "handling"),
        None,
        heap.under,
    )


def _first_topic(found: Diagnosis) -> Ranked | None:
    if found.topics is None or not found.topics.topics:
        return None
    first = found.topics.topics[0]
    words = listed([f"“{word}”" for word in first.words[:3]])
    sentence = Sentence(
        f"{first.share.percent()} of texts are closest to a candidate around {words}; a person has to "
        "read and name it.",
        rests_on(first.share, "texts"),
    )
    title = "What customers write about most"
    return Ranked(Finding(title, one_of(first.contacts, "text"), sentence, "topics"), None, first.contacts)


def _busiest(found: Diagnosis) -> Ranked | None:
    if found.arrivals is None or not found.arrivals.weekly.index or found.scattered:
        return None
    known = [
        (e.value, day, e)
        for day, e in zip(WEEKDAYS, found.arrivals.weekly.index, strict=True)
        if e.value is not None and e.low is not None and e.high is not None
    ]
    if not known:
        return None
    value, day, index = max(known, key=lambda item: item[0])
    sentence = Sentence(
        f"On a {day} {value:.2f} times ({index.low:.2f} to {index.high:.2f}) as many contacts come as on the "
        "average day.",
        rests_on(index, f"contacts on a {day}, in {found.arrivals.weekly.weeks} whole weeks"),
    )
    return Ranked(
        Finding(f"{day} is the busiest day", f"{value:.2f} times", sentence, "arrivals"), None, index.n
    )


def most_of(work: Workload) -> WorkloadRow | None:
    """Return the named group that takes most time, or makes most contacts where time is not known."""
    named_rows = [row for row in work.rows if not row.group.startswith("(")]
    return max(named_rows, key=lambda row: (row.handle_hours, row.contacts), default=None)
