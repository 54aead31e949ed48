"""Declared targets on time and output: from when to when, for which contacts, and at how many seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from headwater.analysis.policy.metrics import METRICS, shown
from headwater.analysis.policy.policy import Policy

_SCOPES = {"channel": "channel", "issue_type": "reason", "group": "team"}
"""What a policy's scope is called in contacts; a queue is not in them."""


@dataclass(frozen=True)
class Target:
    """One declared target as contacts can show it.

    Attributes
    ----------
    seconds : float
        Handle time that meets it.
    since, until : date
        First and last day on which it was in force and contacts are there.
    channel, reason, team : tuple of str
        What it holds for; all where there is none.
    is_over : bool
        Whether it ended before the last day of the contacts.
    """

    policy: Policy
    seconds: float
    since: date
    until: date
    is_over: bool
    channel: tuple[str, ...] = ()
    reason: tuple[str, ...] = ()
    team: tuple[str, ...] = ()

    @property
    def days(self) -> int:
        """For how many days it can be seen."""
        return (self.until - self.since).days + 1

    @property
    def words(self) -> str:
        """How it is called: its seconds and who wants it."""
        seconds, policy = shown("aht_s", self.seconds), self.policy
        left = "" if policy.metric == "aht_s" else f", which is what {policy.demand()} leaves each,"
        return f"{seconds}{left} wanted by {policy.who}"

    @property
    def scope_words(self) -> str:
        """For which contacts it holds."""
        named = (self.channel, self.reason, self.team)
        return "; ".join(", ".join(names) for names in named if names) or "all contacts"

    def overlaps(self, other: "Target") -> bool:
        """Say whether both hold for some of the same contacts."""
        if self.until < other.since or other.until < self.since:
            return False
        pairs = (
            (self.channel, other.channel),
            (self.reason, other.reason),
            (self.team, other.team),
        )
        return all(not mine or not theirs or set(mine) & set(theirs) for mine, theirs in pairs)


@dataclass(frozen=True)
class Targets:
    """Targets that contacts can show, and why the others cannot be seen.

    Attributes
    ----------
    declared : int
        All policies that limit time or ask for output, whenever they are in force.
    unseen : tuple of str
        One sentence for each that contacts cannot show.
    """

    seen: tuple[Target, ...]
    declared: int
    unseen: tuple[str, ...]


def is_target(policy: Policy) -> bool:
    """Say whether a policy counts volume: an upper limit on time, or a lower one on output.

    Examples
    --------
    >>> is_target(Policy("aht", "Operations", "aht_s", "<=", 240))
    True
    >>> is_target(Policy("script", "QA", "script_s", ">=", 330))
    False
    """
    metric = METRICS[policy.metric]
    return metric.volume and (policy.upper if metric.family == "time" else policy.lower)


def targets_of(policies: Sequence[Policy], first: date, last: date) -> Targets:
    """Return the targets in force on any day from `first` to `last`.

    Notes
    -----
    So many contacts in an hour leave 3,600 seconds over that for each, if no time is idle.

    Examples
    --------
    >>> aht = Policy("aht", "Operations", "aht_s", "<=", 240, effective_to=date(2025, 3, 1))
    >>> found = targets_of([aht], date(2025, 1, 1), date(2025, 12, 31)).seen[0]
    >>> found.seconds, found.until.isoformat(), found.is_over
    (240, '2025-03-01', True)
    """
    seen: list[Target] = []
    unseen: list[str] = []
    wanted = [policy for policy in policies if is_target(policy)]
    for policy in wanted:
        since = max(first, policy.effective_from or first)
        until = min(last, policy.effective_to or last)
        if since > until:
            unseen.append(
                f"{policy}: it was not in force on any day of the contacts, {_day(first)} to {_day(last)}."
            )
            continue
        why = _unseen(policy)
        if why:
            unseen.append(f"{policy}: {why}.")
            continue
        scope = {_SCOPES[name]: names for name, names in policy.scope.items()}
        seconds = policy.value if policy.metric == "aht_s" else 3600 / policy.value
        seen.append(Target(policy, seconds, since, until, until < last, **scope))
    return Targets(tuple(seen), len(wanted), tuple(unseen))


def _unseen(policy: Policy) -> str:
    if "queue" in policy.scope:
        return "contacts do not say in which queue they were, so declare it for channels, reasons or teams"
    if policy.metric not in ("aht_s", "contacts_per_agent_hour"):
        words = METRICS[policy.metric].words
        return f"contacts hold handle time as a whole, so that {words} alone cannot be seen"
    if not policy.value > 0:
        return "a limit of 0 can be met by nobody"
    return ""


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
