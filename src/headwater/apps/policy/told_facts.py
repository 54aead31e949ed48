"""The facts as people call them: what each is, in which unit, and who waits for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.metrics import METRICS, shown

Kind = Literal["number", "seconds", "share", "money", "people", "text"]


@dataclass(frozen=True)
class Told:
    """One fact.

    Attributes
    ----------
    key : str
        As the file has it; `today.talk_s` lies inside `today`.
    measured : str
        What contacts say of it, by its name among the measured facts.
    needs : str
        What policies that wait for it name as their need.
    pages : tuple of str
        What cannot be worked out without it, besides policies.
    """

    key: str
    words: str
    kind: Kind
    help: str = ""
    measured: str = ""
    measured_words: str = ""
    needs: str = ""
    pages: tuple[str, ...] = ()


SECTIONS: tuple[tuple[str, tuple[Told, ...]], ...] = (
    (
        "Demand",
        (
            Told(
                "issues_per_hour",
                "Issues an hour",
                "number",
                "Customers' issues that arise in an hour that is open, before anybody has to come back.",
                "contacts_per_hour",
                "contacts an hour, repeats among them",
                "issues_per_hour",
                ("Staffing", "What if"),
            ),
            Told(
                "call_back_share",
                "Come back without a solution",
                "share",
                "Share of customers without a solution who come back. 90% is taken where nobody says.",
            ),
            Told(
                "patience_s",
                "Patience",
                "seconds",
                "Mean time a customer waits before giving up. Without it nobody gives up in the arithmetic.",
                "patience_s",
                "from those who gave up",
                "patience_s",
            ),
        ),
    ),
    (
        "Handling",
        (
            Told(
                "today.talk_s",
                "Talk time today",
                "seconds",
                "Without hold and wrap-up.",
                "today.aht_s",
                "handle time as a whole",
                pages=("What if", "Scorecard"),
            ),
            Told("today.hold_s", "Hold time today", "seconds"),
            Told("today.wrap_s", "Wrap-up today", "seconds", "What is written down after the contact."),
            Told(
                "handle_spread",
                "Spread of handle time",
                "number",
                "Standard deviation over mean; for limits on percentiles.",
                "handle_spread",
                "standard deviation over mean",
                "handle_spread",
            ),
            Told(
                "qa_seconds",
                "Talk time that a quality score takes",
                "text",
                "Points and seconds, such as 80 200; 90 280.",
                needs="qa_seconds",
            ),
            Told(
                "throughput",
                "Work with several chats at once",
                "text",
                "Against one at a time, such as 1, 1.6, 1.95.",
                needs="throughput",
            ),
        ),
    ),
    (
        "Resolution",
        (
            Told(
                "resolution",
                "Resolution by talk time",
                "text",
                "How the share that is resolved grows with the time to talk. Never read from contacts: long "
                "contacts differ in more than their length.",
                needs="resolution",
                pages=("What if", "Scorecard"),
            ),
            Told(
                "today.fcr_frac",
                "Resolved at first contact today",
                "share",
                "",
                "today.repeat_frac",
                "repeats within 7 days",
            ),
        ),
    ),
    (
        "Permission",
        (
            Told(
                "remedies",
                "What sets things right",
                "text",
                "Kinds of remedy, the share of contacts that need one and what it costs.",
                needs="remedies",
                pages=("Authority",),
            ),
            Told("today.authority", "Authority today", "money", "The largest remedy an agent may give."),
            Told("escalation_other", "Escalated whatever the authority", "share"),
            Told("transfer_other", "Transferred whatever the authority", "share"),
            Told("approval_s", "An approval takes", "seconds", "Time an agent is bound meanwhile."),
        ),
    ),
    (
        "People",
        (
            Told(
                "today.agents_scheduled",
                "Scheduled today",
                "people",
                "People on the roster in that hour.",
                pages=("Staffing", "What if"),
            ),
            Told(
                "today.shrinkage_frac",
                "Time away from contacts today",
                "share",
                "Breaks, training, meetings, leave.",
                pages=("Staffing", "What if"),
            ),
        ),
    ),
    (
        "Money and time",
        (
            Told("currency", "Currency", "text", "Three letters, such as EUR."),
            Told(
                "cost_per_agent_hour",
                "Cost of an agent's hour",
                "money",
                "With everything that belongs to it.",
                pages=("every amount of money",),
            ),
            Told("hours_per_year", "Hours open in a year", "number", "2,000 are taken where nobody says."),
        ),
    ),
    (
        "What nobody can change",
        (
            Told("limits", "Limits", "text", "Least and most a metric can be, whoever demands what."),
            Told("scope", "Work the facts describe", "text", "All of it where nothing is said."),
        ),
    ),
)


def value_in(content: Mapping[str, Any], key: str) -> Any:
    """Return what plain data says of a fact; None where it says nothing."""
    part: Any = content
    for name in key.split("."):
        part = part.get(name) if isinstance(part, Mapping) else None
    return None if part in ("", [], {}) else part


def in_words(told: Told, facts: Facts) -> str:
    """Return a fact as people write it; nothing where it is not known."""
    if told.key in _COMPOSED:
        return _COMPOSED[told.key](facts)
    owner = facts.today if told.key.startswith("today.") else facts
    value = getattr(owner, told.key.removeprefix("today."))
    if value in (None, ""):
        return ""
    if told.kind == "share":
        return shown("occupancy_frac", value)
    if told.kind == "seconds":
        return shown("aht_s", value)
    if told.kind == "money":
        return shown("authority", value, facts.currency)
    return value if isinstance(value, str) else f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def _resolution(facts: Facts) -> str:
    curve = facts.resolution
    if curve is None:
        return ""
    if curve.points:
        return "; ".join(f"{share:.0%} at {seconds:g} s" for seconds, share in curve.points)
    return f"up to {curve.best:.1%}, 63% of that after {curve.seconds:g} s of talk"


def _remedies(facts: Facts) -> str:
    return "; ".join(
        f"{one.kind} in {one.share:.0%} of contacts"
        + ("" if one.points else f", half of them up to {shown('authority', one.median, facts.currency)}")
        for one in facts.remedies
    )


def _limits(facts: Facts) -> str:
    said = []
    for name, (least, most) in facts.limits.items():
        ends = [
            f"{word} {shown(name, end, facts.currency)}"
            for word, end in (("at least", least), ("at most", most))
            if end is not None
        ]
        said.append(f"{METRICS[name].words} {' and '.join(ends)}")
    return "; ".join(said)


_COMPOSED: dict[str, Callable[[Facts], str]] = {
    "resolution": _resolution,
    "remedies": _remedies,
    "limits": _limits,
    "throughput": lambda facts: ", ".join(f"{one:g}" for one in facts.throughput),
    "qa_seconds": lambda facts: "; ".join(f"{score:g} points take {s:g} s" for score, s in facts.qa_seconds),
    "scope": lambda facts: "; ".join(
        f"{k.replace('_', ' ')} {' or '.join(v)}" for k, v in facts.scope.items()
    ),
}

TITLES_OF: dict[str, str] = {
    **{told.key: told.words for _, facts in SECTIONS for told in facts},
    "today": "Today's way of working",
    "contacts_per_hour": "Contacts an hour",
    "name": "Name",
    "about": "About",
    "notes": "Notes",
}
"""What each key of a file of facts is called."""
