"""The decision memo: what was paid for, what came of it, and what to decide now, on one page."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from headwater.analysis.interventions.deciding import Decision, Line, decisions_of
from headwater.analysis.interventions.ledger import NEVER
from headwater.analysis.interventions.paid_words import amount, capital, certainty_of, net_words, short, waits
from headwater.analysis.interventions.promise import day_words
from headwater.analysis.interventions.spending import Paid, Side, Spending

MOST_LINES = 3
"""Lines of a part: the memo is one page. The others are named in one line."""


@dataclass(frozen=True)
class Memo:
    """The page.

    Attributes
    ----------
    opening : tuple of str
        What was spent, and what is known of it.
    between : tuple of Line
        Training against fixing the cause.
    later : int
        How many more there are to decide on, after those that matter most.
    """

    opening: tuple[str, ...]
    worked: tuple[Line, ...]
    did_not: tuple[Line, ...]
    unknown: tuple[Line, ...]
    between: tuple[Line, ...]
    decide: tuple[Decision, ...]
    later: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return the memo as plain data."""
        return asdict(self)


def memo_of(spent: Spending, as_of: date | None = None) -> Memo:
    """Write the memo on what was spent.

    Parameters
    ----------
    spent : Spending
        Everything that was paid in the time the memo is about.
    as_of : date, optional
        The day of the memo, which tells a verdict that is to come from one that waits for data.

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
    paid, (decisions, later) = spent.paid, decisions_of(spent, as_of)
    return Memo(
        opening=_opening(spent),
        worked=_lines([one for one in paid if one.word == "worked"], _what_worked, spent),
        did_not=_lines(
            [one for one in paid if one.word in ("made it worse", "no effect that matters")],
            lambda one: f"{_change(one)}{_as_predicted(one)}",
            spent,
        ),
        unknown=_lines(
            [one for one in paid if one.word in ("cannot tell", "too early", NEVER)],
            lambda one: _why_unknown(one, as_of),
            spent,
        ),
        between=_between(spent),
        decide=decisions,
        later=later,
    )


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
    if spent.predictions.came_true.known:
        said.append(spent.predictions.sentence)
    for currency, held in spent.apart.items():
        said.append(f"Another {held.money:,.0f} {currency} is not in these sums: nobody here knows a rate.")
    return tuple(said)


def _part(money: float, whole: float) -> str:
    return f"{money / whole:.0%}" if money else "nothing"


def _lines(chosen: Sequence[Paid], say: Callable[[Paid], str], spent: Spending) -> tuple[Line, ...]:
    shown = [
        Line(one.key, short(one.name), f"{_cost(one)}. {say(one)}", certainty_of(one)) for one in _cut(chosen)
    ]
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
    names = [short(one.name, 30) for one in left[:2]]
    return ", ".join(names) + (f" and {len(left) - 2} more" if len(left) > 2 else "")


def _cost(one: Paid) -> str:
    said = amount(one.money, one.hours, one.currency)
    return said[:1].upper() + said[1:]


def _change(one: Paid) -> str:
    """Say what changed, with the measure it was judged on."""
    if one.found is None or one.found.effect is None:
        return "No estimate could be made."
    return f"{one.found.plan.measure.title}: {one.found.effect.words}."


def _as_predicted(one: Paid) -> str:
    """Say what was predicted, and whether it came."""
    compared = one.comparison
    if compared is None or compared.predicted.value is None or one.found is None or one.found.effect is None:
        return ""
    said = one.found.effect.read(compared.predicted.value)
    if compared.word == "cannot tell":
        return f" Predicted was {said}: whether that came, nobody can tell."
    return f" Predicted was {said}: {_CAME[compared.word]}."


_CAME: dict[str, str] = {
    "as predicted": "it came",
    "less than predicted": "less than that came",
    "more than predicted": "more than that came",
    "the other way": "it went the other way",
}


def _what_worked(one: Paid) -> str:
    assert one.found is not None
    said = [_change(one) + _as_predicted(one)]
    if "But it is smaller" in one.found.verdict.sentence:
        said.append(f"Surely smaller than was asked for ({one.found.plan.asked}).")
    if one.net.known:
        said.append(net_words(one.net, one.currency))
    if one.lasted:
        words = {"worked": "It lasted.", "no effect that matters": "It faded.", "made it worse": "It turned."}
        said.append(words.get(one.lasted, "Whether it lasted, nobody can tell."))
    if one.worse:
        said.append(f"At a price: {', '.join(one.worse)} got worse.")
    return " ".join(said)


def _why_unknown(one: Paid, as_of: date | None) -> str:
    if one.word == NEVER:
        return "Stopped, and never measured." if one.stopped else "Never measured."
    if one.due is not None and waits(one, as_of):
        return f"The verdict was due {day_words(one.due)}, and the measure does not reach that day."
    if one.word == "too early":
        return f"Too early: the verdict is due {day_words(one.due)}." if one.due else "Too early."
    if one.found is not None and one.found.effect is not None:
        return f"Cannot tell: {_change(one)}"
    return "Cannot tell."


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
    said = [f"{capital(amount(side.spent.money, side.spent.hours, currency))}, {side.spent.number} in all."]
    if side.worked is not None:
        said.append(f"{side.worked:.0%} of the money went to what worked.")
    if side.net.known:
        some = side.valued < side.spent.number
        which = f"Of {side.valued}, which say what a unit is worth: " if some else ""
        said.append(which + net_words(side.net, currency))
    return " ".join(said)


def _sureness(side: Side) -> str:
    if not side.spent.number:
        return "nothing to compare"
    judged = f"{len(side.judged)} of {side.spent.number} judged"
    return judged if side.unknown is None else f"{judged}; {side.unknown:.0%} of the money without a verdict"
