"""What a plan could find, computed once for the page that shows it and the lock that keeps it."""

from dataclasses import replace
from functools import lru_cache

from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.power import PowerOfPlan, power_of
from headwater.analysis.measures import Series


def power_on(series: Series, plan: Plan) -> PowerOfPlan:
    """Return what a plan could find on a series, by formula.

    It takes a tenth of a second. What has no bearing on it, such as the name, is left out of what is
    remembered.
    """
    bare = replace(
        plan,
        name="",
        problem="",
        kind="fix",
        owner="",
        costs=(),
        guards=(),
        negative_control="",
        value_per_unit=None,
        currency="EUR",
        predicted=None,
    )
    return replace(_power_of(series, bare), plan=plan)


@lru_cache(maxsize=64)
def _power_of(series: Series, plan: Plan) -> PowerOfPlan:
    return power_of(series, plan)
