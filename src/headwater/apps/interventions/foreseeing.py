"""What a plan could find before it starts, what it would be worth, what will make its verdict weak."""

from dataclasses import dataclass
from datetime import date, timedelta

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.fitting import SEPARABLE_WEEKS, separable
from headwater.analysis.interventions.gates import WEEKS_AFTER, WEEKS_BEFORE, WEEKS_BEFORE_SEASONAL
from headwater.analysis.interventions.money import cost_of
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.promise import day_words
from headwater.analysis.measures import Series
from headwater.analysis.measures.grains import DAYS_IN
from headwater.apps.interventions.selectors import power_on


@dataclass(frozen=True)
class Foreseen:
    """What a plan could find.

    Attributes
    ----------
    sentence : str
        What to make of it; why it cannot be told, where `known` is false.
    facts : tuple of (str, str)
        Term and figure.
    warnings : tuple of str
        What will make the verdict weaker than it could be.
    """

    known: bool
    sentence: str
    too_weak: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    worth: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def foresee(plan: Plan, series: Series, *, day: date) -> Foreseen:
    """Say what a plan could find, from the record of its measure; quick enough to be asked while typing."""
    warnings = [*overlaps(plan), *_of_time(plan, series, day)]
    try:
        found = power_on(series, plan)
    except UsageError as error:
        return Foreseen(False, error.message, warnings=tuple(warnings))
    weeks, needed = found.weeks_before, found.weeks_needed
    if weeks < WEEKS_BEFORE:
        warnings.append(
            f"At the start the record will be {weeks:.0f} weeks long. A verdict needs {WEEKS_BEFORE} "
            f"({WEEKS_BEFORE_SEASONAL} where the measure moves with the year): it will be “cannot tell”."
        )
    return Foreseen(
        known=True,
        sentence=found.sentence,
        too_weak=found.too_weak,
        facts=(
            ("Would be found four times in five", found.read_as.read(found.detectable)),
            ("You ask for", str(plan.smallest)),
            ("How likely that is found", _likely(found.power)),
            ("Weeks needed to find it", "more than three years" if needed is None else f"{needed} weeks"),
            ("Record before the start", f"{weeks:.0f} weeks"),
        ),
        worth=tuple(_worth(plan, series)),
        warnings=tuple(warnings),
    )


def _likely(power: float) -> str:
    """Write a probability; a computed one is never certain."""
    return "over 99%" if power > 0.99 else "under 1%" if power < 0.01 else f"{power:.0%}"


def overlaps(plan: Plan) -> list[str]:
    """Name the programmes on the same measure that cannot be told apart from this one, and those that can."""
    said = []
    for other in plan.others:
        days = (other.start - plan.start).days
        weeks = f"{abs(days) / 7:.0f} week{'' if round(abs(days) / 7) == 1 else 's'}"
        apart = "on the same day as" if days == 0 else f"{weeks} apart from"
        if not separable(plan, other):
            said.append(
                f"It starts {apart} {other.name}: the two cannot be told apart, and the verdict will be "
                f"“cannot tell”. Start at least {SEPARABLE_WEEKS} weeks apart, judge both as one programme, "
                "or judge it by teams that have only one of them."
            )
    return said


def told_apart(plan: Plan) -> list[str]:
    """Name the programmes that are estimated together with this one."""
    return [other.name for other in plan.others if separable(plan, other)]


def _of_time(plan: Plan, series: Series, day: date) -> list[str]:
    said = []
    if plan.start < day:
        said.append(
            "The start lies in the past. A plan that is locked after its start says so wherever its verdict "
            "is shown."
        )
    after = (plan.window.days - plan.phase_in.days) / 7
    if after < WEEKS_AFTER - 0.5:
        said.append(
            f"Only {after:.0f} weeks lie between reaching everyone and the verdict. It needs {WEEKS_AFTER}: "
            "with fewer it will be “cannot tell”."
        )
    behind = (day - series.end).days
    if behind > 35:
        said.append(
            f"The measure ends on {day_words(series.end - timedelta(days=1))}. Import newer contacts."
        )
    return said


def _worth(plan: Plan, series: Series) -> list[str]:
    """Say what the smallest effect worth having comes to by the verdict, and from where on it pays."""
    a_period, whole = _moved(plan, series)
    if a_period is None or not a_period:
        return []
    periods = (plan.window.days - plan.phase_in.days) / DAYS_IN[series.grain]
    unit = _unit_of(plan)
    moved = abs(a_period) * periods
    direction = "fewer" if a_period < 0 else "more"
    first = f"At {plan.smallest}: about {moved:,.0f} {unit} {direction} by the verdict"
    cost = cost_of(plan)
    if plan.value_per_unit is None:
        return [f"{first}."]
    worth = moved * plan.value_per_unit
    said = [f"{first}, worth {worth:,.0f} {plan.currency}; it costs {cost:,.0f} {plan.currency}."]
    if cost and whole:
        share = cost / (abs(whole) * periods * plan.value_per_unit) if plan.value_per_unit else 1.0
        if share >= 1:
            said.append("Not even ending all of it would pay for this by the verdict.")
        else:
            said.append(f"It has paid for itself by the verdict from {plan.measure.sign * share:+.1%} on.")
    return said


def _moved(plan: Plan, series: Series) -> tuple[float | None, float]:
    """Return what the smallest effect moves in a period, and what there is; None where nothing adds up."""
    kind = plan.measure.kind
    year = round(365.25 / DAYS_IN[series.grain])
    known = [value for value in series.values[-year:] if value is not None]
    if kind == "bounded" or not known:
        return None, 0.0
    if kind == "continuous" and plan.measure.unit not in ("hours", "contacts"):
        return None, 0.0
    whole = sum(known) / len(known)
    amount, unit = plan.smallest.amount, plan.smallest.unit
    if unit == "%":
        return whole * amount / 100, whole
    held = [one for one in (series.denominators or ())[-year:] if one]
    many = sum(held) / len(held) if held else 1.0
    return (many * amount / 100 if unit == "pp" else many * amount), whole


def _unit_of(plan: Plan) -> str:
    unit = plan.measure.unit.partition(" per ")[0].removeprefix("of ")
    return unit or "of them"
