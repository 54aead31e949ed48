"""What was judged is kept as plain data and comes back as it was."""

import json
from datetime import date

import numpy as np
import pytest

from headwater.analysis.errors import BadDataError
from headwater.analysis.interventions import Cost, Evaluation, Plan, evaluate, smallest_effect
from headwater.analysis.interventions.reading import evaluation_from
from headwater.analysis.measures import Measure

from .made import autocorrelated, weekly_series

MEASURE = Measure("repeats", kind="count", better="lower", unit="contacts")
FIRST = date(2022, 1, 3)


def judged(weeks: int = 156) -> Evaluation:
    values = 200 + 8 * autocorrelated(weeks, 0.3, np.random.default_rng(5))
    values[104:] -= 40
    series = weekly_series(np.round(values), MEASURE, FIRST)
    plan = Plan(
        "Depot scans",
        MEASURE,
        date(2024, 1, 1),
        smallest_effect("-5%"),
        launch="planned",
        costs=(Cost("scanners", 4000), Cost("time", 30, "hours")),
        value_per_unit=4.5,
        guards=("satisfaction",),
    )
    return evaluate(series, plan, locked="Locked on 2023-12-01 by Amara.")


def test_a_whole_verdict_comes_back_from_json_as_it_was() -> None:
    found = judged()
    assert found.lasted is not None, "a year after the start is over, so this is tried too"
    assert found.worth is not None
    back = evaluation_from(json.loads(json.dumps(found.to_dict())))
    assert back == found
    assert str(back) == str(found)
    assert back.worth is not None
    assert str(back.worth) == str(found.worth)


def test_what_is_no_verdict_is_refused_and_says_what_to_do() -> None:
    kept = judged().to_dict()
    del kept["gates"]
    with pytest.raises(BadDataError, match=r"cannot be read: 'gates'\. Judge it again"):
        evaluation_from(kept)
