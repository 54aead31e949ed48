"""What can be read of measures, each for the person who reads."""

from headwater.apps.measures.selectors.known import (
    OWN,
    families_visible_to,
    known,
    measure_visible_to,
    measures_of_reasons,
    measures_visible_to,
    members_visible_to,
    standing_measures_visible_to,
)
from headwater.apps.measures.selectors.measuring import DRAWING, WEEKLY, measured_version
from headwater.apps.measures.selectors.own import own_spans
from headwater.apps.measures.selectors.readings import (
    Reading,
    reading,
    reading_visible_to,
    readings_visible_to,
    scopes_with_points,
    series_visible_to,
    sum_of,
    team_visible_to,
    teams_with_points,
)

__all__ = [
    "DRAWING",
    "OWN",
    "WEEKLY",
    "Reading",
    "families_visible_to",
    "known",
    "measure_visible_to",
    "measured_version",
    "measures_of_reasons",
    "measures_visible_to",
    "members_visible_to",
    "own_spans",
    "reading",
    "reading_visible_to",
    "readings_visible_to",
    "scopes_with_points",
    "series_visible_to",
    "standing_measures_visible_to",
    "sum_of",
    "team_visible_to",
    "teams_with_points",
]
