"""An evaluation that was kept as plain data, as the same object again."""

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


def evaluation_from(data: Mapping[str, Any]) -> Evaluation:
    """Read what `Evaluation.to_dict` wrote; its chart and its words are those of that day.

    Raises
    ------
    BadDataError
        It is not what an evaluation writes.
    """
    try:
        worth = data["return"]
        return Evaluation(
            plan=Plan.from_dict(data["plan"]),
            due=date.fromisoformat(data["due"]),
            verdict=_verdict(data["verdict"]),
            level=data["level"],
            effect=_effect(data["effect"]),
            gates=tuple(Gate(**gate) for gate in data["gates"]),
            expected=tuple(Expected(**one) for one in data["expected"]),
            lasted=None if data["lasted"] is None else _verdict(data["lasted"]),
            lasted_effect=_effect(data["lasted_effect"]),
            worth=None if worth is None else _return(worth),
            looks=data["looks"],
            locked=data["locked"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadDataError(f"This is not an evaluation: {error}. Judge the plan again.") from error


def _verdict(data: Mapping[str, Any]) -> Verdict:
    return Verdict(**{**data, "clearer": tuple(data["clearer"])})


def _effect(data: Mapping[str, Any] | None) -> Effect | None:
    if data is None:
        return None
    estimates = {name: Estimate(**data[name]) for name in ("linear", "change", "total")}
    low, high = data["at_80"]
    return Effect(**{**data, **estimates, "at_80": (low, high)})


def _return(data: Mapping[str, Any]) -> Return:
    return Return(Estimate(**data["worth"]), data["cost"], data["hours"], data["currency"])
