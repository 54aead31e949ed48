"""The decision memo: what was paid for, what came of it, and what to decide now, on one page."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.ledger import NEVER
from headwater.analysis.interventions.spending import Paid, Side, Spending

Verb = Literal["Stop", "Keep", "Weigh", "Measure", "Wait"]
VERBS: tuple[Verb, ...] = ("Stop", "Weigh", "Keep", "Measure", "Wait")
"""What can be decided, what costs most to leave undecided first."""

MOST_LINES = 4
"""Lines of a part: the memo is one page. The others are named in one line."""


@dataclass(frozen=True)
class Line:
    """One thing that is said, and how sure it is.

    Attributes
    ----------
    key : int
        Number of the intervention; 0 where it stands for several.
    certainty : str
        What the sentence rests on; never empty.
    """

    key: int
    name: str
    text: str
    certainty: str


@dataclass(frozen=True)
class Decision:
    """Something to decide now, and why."""

    verb: Verb
    line: Line


@dataclass(frozen=True)
class Memo:
    """The page.

    Attributes
    ----------
    opening : tuple of str
        What was spent, and what is known of it.
    between : tuple of Line
        Training against fixing the cause.
    """

    opening: tuple[str, ...]
    worked: tuple[Line, ...]
    did_not: tuple[Line, ...]
    unknown: tuple[Line, ...]
    between: tuple[Line, ...]
    decide: tuple[Decision, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the memo as plain data."""
        return asdict(self)


def memo_of(spent: Spending) -> Memo:
    """Write the memo on what was spent.

    Parameters
    ----------
    spent : Spending
        Everything that was paid in the time the memo is about.

    Examples
    --------
    >>> from headwater.analysis.interventions.ledger import Entry
    >>> from headwater.analysis.interventions.spending import spending_of
    >>> workshop = Entry("Empathy workshop", "training", NEVER, money=18_000)
    >>> memo = memo_of(spending_of([Paid(workshop)]))
    >>> print(memo.opening[0])
    18,000 EUR went into 1 intervention.
    >>> memo.decide[0].verb, memo.decide[0].line.text
    ('Measure', 'Lock a plan before more is spent, or stop: 18,000 EUR so far.')
    """
    paid = spent.paid
    return Memo(
        opening=_opening(spent),
        worked=_lines([one for one in paid if one.word == "worked"], _what_worked, spent),
        did_not=_lines(
            [one for one in paid if one.word in ("made it worse", "no effect that matters")], _change, spent
        ),
        unknown=_lines(
            [one for one in paid if one.word in ("cannot tell", "too early", NEVER)], _why_unknown, spent
        ),
        between=_between(spent),
        decide=_decisions(spent),
    )


def amount(money: float, hours: float, currency: str) -> str:
    """Read what was spent: money, hours or both.

    Examples
    --------
    >>> amount(4000, 30, "EUR"), amount(0, 12.5, "EUR"), amount(0, 0, "EUR")
    ('4,000 EUR and 30 hours', '12.5 hours', 'no cost said')
    """
    parts = [f"{money:,.0f} {currency}"] if money else []
    if hours:
        parts.append(f"{hours:,.0f} hours" if float(hours).is_integer() else f"{hours:,.1f} hours")
    return " and ".join(parts) or "no cost said"


def certainty_of(one: Paid) -> str:
    """Say what a verdict rests on."""
    if one.found is None or one.found.effect is None:
        return {
            "too early": "nothing is known before the registered date",
            NEVER: "nothing is known: no plan was locked before the start",
        }.get(one.word, "no estimate could be made")
    effect, gates = one.found.effect, one.found.gates
    held, failed = (sum(gate.status == status for gate in gates) for status in ("holds", "fails"))
    said = f"{held} of {held + failed} gates hold" if failed else f"all {held} gates hold"
    low, high = sorted((effect.change.low or 0.0, effect.change.high or 0.0))
    return f"{one.found.level:.0%} interval {effect.read(low)} to {effect.read(high)}; {said}"


def _opening(spent: Spending) -> tuple[str, ...]:
    total, number = spent.total, len(spent.paid)
    if not number:
        return ("Nothing was paid for yet that is written down here.",)
    went = amount(total.money, total.hours, spent.currency)
    said = [f"{went} went into {number} intervention{'' if number == 1 else 's'}."]
    worked, failed, unknown = (
        spent.sum_of(words=("worked",)),
        spent.on_what_did_not_work,
        spent.without_verdict,
    )
    if total.money:
        said.append(
            f"Of the money, {_part(worked.money, total.money)} went to what worked, "
            f"{_part(failed.money, total.money)} to what did not, and {_part(unknown.money, total.money)} "
            "has no verdict."
        )
    for currency, held in spent.apart.items():
        said.append(f"Another {held.money:,.0f} {currency} is not in these sums: nobody here knows a rate.")
    return tuple(said)


def _part(money: float, whole: float) -> str:
    return f"{money / whole:.0%}" if money else "nothing"


def _lines(chosen: Sequence[Paid], say: Callable[[Paid], str], spent: Spending) -> tuple[Line, ...]:
    shown = [Line(one.key, one.name, f"{_cost(one)}. {say(one)}", certainty_of(one)) for one in _cut(chosen)]
    left = chosen[len(shown) :]
    if left:
        money = sum(one.money for one in left if one.currency == spent.currency)
        text = amount(money, sum(one.hours for one in left), spent.currency)
        shown.append(Line(0, f"{len(left)} more", f"{text}: {_named(left)}.", "each on its own page"))
    return tuple(shown)


def _cut(chosen: Sequence[Paid]) -> Sequence[Paid]:
    # a rest of one takes as much room as the one itself
    return chosen if len(chosen) <= MOST_LINES + 1 else chosen[:MOST_LINES]


def _named(left: Sequence[Paid]) -> str:
    names = [one.name for one in left[:3]]
    return ", ".join(names) + (f" and {len(left) - 3} others" if len(left) > 3 else "")


def _cost(one: Paid) -> str:
    said = amount(one.money, one.hours, one.currency)
    return said[:1].upper() + said[1:]


def _change(one: Paid) -> str:
    """Say what changed, with the measure it was judged on."""
    if one.found is None or one.found.effect is None:
        return "No estimate could be made."
    return f"{one.found.plan.measure.title}: {one.found.effect.words}."


def _what_worked(one: Paid) -> str:
    assert one.found is not None
    said = [_change(one)]
    if "But it is smaller" in one.found.verdict.sentence:
        said.append(f"Surely smaller than was asked for ({one.found.plan.smallest}).")
    if one.net.known:
        said.append(_net(one.net, one.currency))
    if one.lasted:
        words = {"worked": "It lasted.", "no effect that matters": "It faded.", "made it worse": "It turned."}
        said.append(words.get(one.lasted, "Whether it lasted, nobody can tell."))
    if one.worse:
        said.append(f"At a price: {', '.join(one.worse)} got worse.")
    return " ".join(said)


def _net(net: Estimate, currency: str) -> str:
    if net.value is None or net.low is None or net.high is None:
        return ""
    if net.low > 0:
        return f"After its cost it gave back {net.low:,.0f} to {net.high:,.0f} {currency}."
    if net.high < 0:
        return f"It gave back less than it cost: {-net.high:,.0f} to {-net.low:,.0f} {currency} are lost."
    return f"After its cost: from {-net.low:,.0f} {currency} lost to {net.high:,.0f} gained."


def _why_unknown(one: Paid) -> str:
    if one.word == NEVER:
        return "Stopped, and never measured." if one.stopped else "Never measured."
    if one.word == "too early":
        return f"Too early: the verdict is due {_day(one.due)}." if one.due else "Too early."
    if one.found is not None and one.found.effect is not None:
        return f"Cannot tell: {_change(one)}"
    return "Cannot tell."


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _between(spent: Spending) -> tuple[Line, ...]:
    """Set training against fixing the cause."""
    sides = [spent.side(kind) for kind in ("training", "fix")]
    if not any(side.spent.number for side in sides):
        return ()
    names = {"training": "Training", "fix": "Fixing the cause"}
    return tuple(Line(0, names[side.kind], _side(side, spent.currency), _sureness(side)) for side in sides)


def _side(side: Side, currency: str) -> str:
    if not side.spent.number:
        return "Nothing was tried."
    said = [f"{_first(amount(side.spent.money, side.spent.hours, currency))}, {side.spent.number} in all."]
    if side.worked is not None:
        said.append(f"{side.worked:.0%} of the money went to what worked.")
    if side.net.known:
        said.append(_net(side.net, currency))
    return " ".join(said)


def _sureness(side: Side) -> str:
    if not side.spent.number:
        return "nothing to compare"
    judged = f"{len(side.judged)} of {side.spent.number} judged"
    return judged if side.unknown is None else f"{judged}; {side.unknown:.0%} of the money without a verdict"


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _decisions(spent: Spending) -> tuple[Decision, ...]:
    """Say what to do with each that goes on; what is stopped needs no decision."""
    found = [_decision(one) for one in spent.paid if not one.stopped]
    ordered = sorted(found, key=lambda decision: VERBS.index(decision.verb))  # by money within each verb
    return tuple(ordered[: 2 * MOST_LINES])


def _decision(one: Paid) -> Decision:
    verb, text = _verb(one)
    return Decision(verb, Line(one.key, one.name, text, certainty_of(one)))


def _verb(one: Paid) -> tuple[Verb, str]:
    so_far = f"{amount(one.money, one.hours, one.currency)} so far"
    if one.word == "made it worse":
        return "Stop", "It made its measure worse."
    if one.word == "no effect that matters":
        return (
            "Stop",
            f"It changes nothing that matters: {so_far}. What else it is good for needs its own plan.",
        )
    if one.word == "worked":
        return _worked(one)
    if one.word == "too early":
        return "Wait", f"Decide nothing before {_day(one.due) if one.due else 'the verdict is due'}."
    if one.word == NEVER:
        return "Measure", f"Lock a plan before more is spent, or stop: {so_far}."
    clearer = one.found.verdict.clearer if one.found is not None else ()
    return "Measure", clearer[0] if clearer else "Plan it anew, with a longer record or a comparison."


def _worked(one: Paid) -> tuple[Verb, str]:
    assert one.found is not None
    if one.worse:
        return "Weigh", f"It worked, and {', '.join(one.worse)} got worse: is it worth that?"
    if one.lasted in ("no effect that matters", "made it worse"):
        return "Weigh", "What it brought did not last: renew it with a new plan, or end it."
    if one.net.high is not None and one.net.high < 0:
        return "Weigh", "It worked, and gave back less than it cost."
    return "Keep", "It worked; keep it where it is."
