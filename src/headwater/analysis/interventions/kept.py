"""An evaluation that was kept as plain data, read back: what was judged then is shown as it was judged."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from headwater.analysis.errors import BadDataError
from headwater.analysis.estimates import Estimate
from headwater.analysis.interventions.effect import Effect, Expected
from headwater.analysis.interventions.evaluation_result import Evaluation
from headwater.analysis.interventions.gates import Gate
from headwater.analysis.interventions.money import Return
from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.verdict import Verdict

_ESTIMATES = ("linear", "change", "total")


def evaluation_from(data: Mapping[str, Any]) -> Evaluation:
    """Read what `Evaluation.to_dict` wrote.

    Parameters
    ----------
    data : mapping
        As it came back from JSON.

    Returns
    -------
    Evaluation
        Equal to the one that was written.

    Raises
    ------
    BadDataError
        It is not an evaluation, or lacks a part of one.

    Examples
    --------
    >>> from headwater.analysis.interventions.plan import Smallest
    >>> from headwater.analysis.measures import Measure
    >>> plan = Plan("Depot scans", Measure("repeats", kind="count"), date(2025, 1, 6), Smallest(-5))
    >>> early = Evaluation(plan, date(2025, 7, 7), Verdict("too early", "too early", "Too early."))
    >>> evaluation_from(early.to_dict()) == early
    True
    """
    try:
        return Evaluation(
            plan=Plan.from_dict(data["plan"], "The plan of this verdict"),
            due=date.fromisoformat(data["due"]),
            verdict=_verdict(data["verdict"]),
            level=data["level"],
            effect=_effect(data["effect"]),
            gates=tuple(Gate(**gate) for gate in data["gates"]),
            expected=tuple(Expected(**one) for one in data["expected"]),
            lasted=None if data["lasted"] is None else _verdict(data["lasted"]),
            lasted_effect=_effect(data["lasted_effect"]),
            worth=_return(data["return"]),
            looks=data["looks"],
            locked=data["locked"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadDataError(
            f"What was kept of this verdict cannot be read: {error}. Judge it again."
        ) from error


def _verdict(data: Mapping[str, Any]) -> Verdict:
    return Verdict(**{**data, "clearer": tuple(data["clearer"])})


def _effect(data: Mapping[str, Any] | None) -> Effect | None:
    if data is None:
        return None
    estimates = {name: Estimate(**data[name]) for name in _ESTIMATES}
    return Effect(**{**data, **estimates, "at_80": tuple(data["at_80"])})


def _return(data: Mapping[str, Any] | None) -> Return | None:
    if data is None:
        return None
    return Return(Estimate(**data["worth"]), data["cost"], data["hours"], data["currency"])
