"""A finding goes into a record and comes back as it was."""

import json

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Harm, finding_from

_SOME = Estimate(100.0, 90.0, 110.0, 300)
TOLD = Finding(
    "people",
    "found",
    "Half of all half-hours are short.",
    (Evidence("short", "half-hours that are short", Estimate(0.5, 0.45, 0.55, 300), grade="C"),),
    Harm(_SOME, _SOME, _SOME, cannot_tell("no ratings"), cannot_tell("no answers"), currency="EUR"),
    ("a roster of last year",),
    ("schedule 5 more on Mondays",),
    {"half_hours": {"at": ["09:00"], "needed": [12.0]}},
)


def test_a_finding_survives_being_kept_as_json() -> None:
    assert finding_from(json.loads(json.dumps(TOLD.to_dict()))) == TOLD


def test_it_reads_as_text_with_intervals_and_says_what_is_missing() -> None:
    said = str(TOLD)
    assert "50% (45% to 55%)" in said
    assert "contacts a year: 100 (90 to 110)" in said
    assert "Missing: a roster of last year" in said
    assert TOLD.evidence[0].grade_means.startswith("like was compared with like")
