"""How what is found of targets on time is told: evidence, sentences, what is missing, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from headwater.analysis.estimates import Estimate
from headwater.analysis.frames import Columns
from headwater.analysis.policy.facts import Facts
from headwater.analysis.policy.gaming import Gaming
from headwater.analysis.policy.mistakes.amounts import scaled
from headwater.analysis.policy.mistakes.finding import Evidence
from headwater.analysis.policy.rushing import Rushing
from headwater.analysis.policy.targets import Target, Targets


@dataclass(frozen=True)
class Looked:
    """A declared target with what the shape of handle times says about it."""

    target: Target
    found: Gaming

    def rank(self) -> tuple[bool, bool, float]:
        """Return how much it matters: those that bend contacts, those still in force, then by the share."""
        bends = self.found.word == "bunched"
        share = self.found.shifted.value
        return bends, bends and not self.target.is_over, -1.0 if share is None else share

    @property
    def when(self) -> str:
        """The days over which it was looked at."""
        return f"{day(self.target.since)} to {day(self.target.until)}"


@dataclass(frozen=True)
class Hurry:
    """What less handle time does on one channel, and how repeats go with handle time there."""

    channel: str
    repeats: Rushing
    satisfaction: Rushing
    curve: Columns

    @property
    def costs(self) -> bool:
        """Whether hurrying is known to bring customers back, or to leave them less satisfied."""
        return "rushing costs" in (self.repeats.word, self.satisfaction.word)


def day(of: date) -> str:
    """Return a day as people write it."""
    return f"{of.day} {of:%b %Y}"


def target_evidence(one: Looked) -> list[Evidence]:
    """Return the figures about one target."""
    target, found, key = one.target, one.found, one.target.policy.id
    where = f"{target.scope_words}, {one.when}, {found.shifted.n:,} contacts"
    if found.word == "bunched":
        where += (
            f"; the same method finds something at {found.placebo_fires:.0%} of values that are no target"
        )
    figures = [
        Evidence(
            f"shifted {key}",
            f"Contacts ended just below the target of {target.words}",
            found.shifted,
            grade="B" if found.shifted.known else "",
            note=where,
        )
    ]
    if found.word != "bunched":
        return figures
    return [
        *figures,
        Evidence(
            f"came back {key}",
            "Contacts it caused in these days: customers who came back because theirs was ended early",
            found.came_back_more,
            "contacts",
            found.grade,
        ),
        Evidence(
            f"saved {key}",
            "Time that ending them early saved in these days",
            scaled(found.saved_seconds, 1 / 3600),
            "hours",
            "B",
        ),
        Evidence(
            f"satisfaction {key}",
            "Satisfaction of these customers, against what it would have been",
            scaled(found.satisfaction, 100),
            "points of 100",
            found.grade if found.satisfaction.known else "",
        ),
    ]


def hurry_evidence(hurry: Hurry) -> list[Evidence]:
    """Return the figures about hurrying, with the plain comparison that misleads."""
    repeats, satisfaction = hurry.repeats, hurry.satisfaction
    figures = [
        Evidence(
            "rushing",
            f"Customers who come back more for a tenth less handle time, {hurry.channel}",
            scaled(repeats.effect, 100),
            "points of 100",
            repeats.grade if repeats.effect.known else "",
            _strength(repeats),
        ),
        Evidence(
            "rushing satisfaction",
            f"Satisfaction gained for a tenth less handle time, {hurry.channel}",
            scaled(satisfaction.effect, 100),
            "points of 100",
            satisfaction.grade if satisfaction.effect.known else "",
            _strength(satisfaction),
        ),
    ]
    if repeats.naive.known:
        figures.append(
            Evidence(
                "plain comparison",
                "The same by plainly comparing short with long contacts",
                scaled(repeats.naive, 100),
                "points of 100",
                "D",
                "it mistakes hard contacts for slow ones, and often has the wrong sign",
            )
        )
    return figures


def _strength(found: Rushing) -> str:
    if not found.first_stage_f:
        return ""
    return f"read from how many waited when a contact began; first-stage F {found.first_stage_f:,.1f}"


def sentence_of(looked: Sequence[Looked], hurry: Hurry, caused: Estimate | None) -> str:
    """Say what is found in one to three sentences, the worst target first."""
    worst = looked[0]
    told = []
    if worst.found.word == "bunched":
        where = f"{worst.target.scope_words}, {worst.when}"
        told.append(
            f"Contacts were ended early to meet the target of {worst.target.words}: "
            f"{worst.found.shifted.percent()} of those it held for ({where})."
        )
        if caused is not None and caused.known and caused.low is not None and caused.low > 0:
            told.append(f"It brought customers back for {caused.amount()} more contacts a year.")
        if worst.target.is_over:
            told.append(f"It ended on {day(worst.target.until)}; the harm is that of a year of it.")
        more = sum(one.found.word == "bunched" for one in looked) - 1
        if more:
            told.append(f"So they were for {more} other target{'s' if more > 1 else ''}.")
    elif worst.found.word == "no sign":
        quiet = [one for one in looked if one.found.word == "no sign"]
        alone = f"the target of {worst.target.words}"
        of = alone if len(looked) == 1 else f"{len(quiet)} of {len(looked)} targets"
        most = max(0.0, *(one.found.shifted.high or 0.0 for one in quiet))
        told.append(f"No sign that contacts are ended early to meet {of}; at most {most:.1%} could be.")
    else:
        told.append(worst.found.sentence)
    if hurry.costs:
        told += [
            found.sentence for found in (hurry.repeats, hurry.satisfaction) if found.word == "rushing costs"
        ]
    return " ".join(told)


def missing_of(targets: Targets, looked: Sequence[Looked], hurry: Hurry, facts: Facts) -> tuple[str, ...]:
    """Say what would have to be recorded or said to tell more."""
    said = list(targets.unseen)
    if not hurry.repeats.effect.known:
        said.append(
            f"{hurry.repeats.sentence} To learn it, lift a target for half of the teams and judge that as an "
            "intervention."
        )
    bunched = [one for one in looked if one.found.word == "bunched"]
    if any(not one.found.came_back_more.known for one in bunched):
        said.append("Customers of contacts: without knowing whose they are, nobody can see who came back.")
    if bunched and facts.cost_per_agent_hour is None:
        said.append("What an hour of an agent costs: say it among the facts.")
    if bunched and not bunched[0].found.satisfaction.known:
        said.append("Ratings by customers: few of these contacts were rated.")
    return tuple(said)


def to_do_of(looked: Sequence[Looked], hurry: Hurry) -> tuple[str, ...]:
    """Say what can be done about it."""
    bunched = [one for one in looked if one.found.word == "bunched"]
    live = [one for one in bunched if not one.target.is_over]
    if live:
        names = ", ".join(one.target.policy.demand() for one in live)
        return (
            f"Stop targeting {names}; keep handle time as a diagnostic for teams, without a target.",
            "Target first-contact resolution instead, with repeats as a guard: closing contacts gains "
            "nothing then.",
            "Try it first: take the target away in the what-if, then plan it as an intervention.",
        )
    if bunched:
        return ("Do not bring it back: target first-contact resolution, with repeats as a guard.",)
    if hurry.costs:
        return ("Give people the time that contacts take: a tenth more of it brings fewer customers back.",)
    return ()


def targets_table(looked: Sequence[Looked]) -> Columns:
    """Return one row a target."""
    return {
        "id": [one.target.policy.id for one in looked],
        "target": [one.target.words for one in looked],
        "seconds": [one.target.seconds for one in looked],
        "scope": [one.target.scope_words for one in looked],
        "since": [one.target.since.isoformat() for one in looked],
        "until": [one.target.until.isoformat() for one in looked],
        "contacts": [one.found.shifted.n for one in looked],
        "word": [one.found.word for one in looked],
        "share": [one.found.shifted.value for one in looked],
        "low": [one.found.shifted.low for one in looked],
        "high": [one.found.shifted.high for one in looked],
        "sentence": [one.found.sentence for one in looked],
    }


def hurry_table(hurry: Hurry) -> Columns:
    """Return what hurrying does, one row an outcome."""
    both = (hurry.repeats, hurry.satisfaction)
    return {
        "outcome": ["customers who come back", "satisfaction"],
        "channel": [hurry.channel] * 2,
        "word": [found.word for found in both],
        "effect": [found.effect.value for found in both],
        "low": [_ending(found.effect.low) for found in both],
        "high": [_ending(found.effect.high) for found in both],
        "plain": [found.naive.value for found in both],
        "like_with_like": [found.like_with_like.value for found in both],
        "first_stage_f": [found.first_stage_f for found in both],
        "placebo_t": [found.placebo_t for found in both],
        "sentence": [found.sentence for found in both],
    }


def _ending(value: float | None) -> float | None:
    """Return an end of an interval as JSON can hold it."""
    return None if value is None or abs(value) == float("inf") else value
