"""What was paid for, in words: amounts, what came back of them, and how sure each is."""

from datetime import date

from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.ledger import NEVER
from headwater.analysis.interventions.spending import Paid


def amount(money: float, hours: float, currency: str) -> str:
    """Read what was spent: money, hours or both.

    Examples
    --------
    >>> amount(4000, 30, "EUR"), amount(0, 12.5, "EUR"), amount(0, 0, "EUR")
    ('4,000 EUR and 30 hours', '12.5 hours', 'no cost said')
    """
    parts = [f"{money:,.0f} {currency}"] if money else []
    if hours:
        parts.append(hours_words(hours))
    return " and ".join(parts) or "no cost said"


def hours_words(hours: float) -> str:
    """Read hours of people.

    Examples
    --------
    >>> hours_words(40), hours_words(1212.5)
    ('40 hours', '1,212.5 hours')
    """
    return f"{hours:,.0f} hours" if float(hours).is_integer() else f"{hours:,.1f} hours"


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


def net_words(net: Estimate, currency: str) -> str:
    """Say what is left of what came back after its cost, no more certain than the interval."""
    if net.value is None or net.low is None or net.high is None:
        return ""
    if net.low > 0:
        return f"After its cost it gave back {net.low:,.0f} to {net.high:,.0f} {currency}."
    if net.high < 0:
        return f"It gave back less than it cost: {-net.high:,.0f} to {-net.low:,.0f} {currency} are lost."
    return f"After its cost: from {-net.low:,.0f} {currency} lost to {net.high:,.0f} gained."


def waits(one: Paid, as_of: date | None) -> bool:
    """Say whether a verdict was due, and the measure does not reach its day."""
    if one.due is None or as_of is None:
        return False
    return one.word == "too early" and one.due <= as_of


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def short(name: str, most: int = 60) -> str:
    """Cut a name where it would take the room of what is said of it.

    Examples
    --------
    >>> short("Coaching of the second level on parcels", 20)
    'Coaching of the…'
    """
    return name if len(name) <= most else name[:most].rsplit(" ", 1)[0].rstrip() + "…"
