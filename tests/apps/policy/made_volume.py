"""What was found of targets on time, made small."""

from headwater.analysis.estimates import Estimate, cannot_tell
from headwater.analysis.frames import Columns
from headwater.analysis.policy.mistakes.finding import Evidence, Finding, Harm
from headwater.apps.policy.models import Reading
from headwater.apps.policy.selectors import key_of_now
from headwater.apps.policy.services import keep_reading

BINS: Columns = {
    "from": [210.0, 220.0, 230.0, 240.0],
    "to": [220.0, 230.0, 240.0, 250.0],
    "contacts": [90, 95, 300, 40],
    "expected": [92.0, 94.0, 96.0, 97.5],
}
FOUND = Finding(
    "volume",
    "found",
    "Contacts were ended early to meet the target of 240 s wanted by Operations.",
    evidence=(Evidence("shifted aht", "Ended just below the target", Estimate(0.08, 0.07, 0.09, 500)),),
    harm=Harm(
        Estimate(314.0, 266.0, 358.0),
        Estimate(13.0, 4.0, 22.0),
        Estimate(428.0, 140.0, 703.0),
        Estimate(-9.5, -13.0, -6.0),
        cannot_tell("strain is not measured yet"),
        "EUR",
        "C",
    ),
    to_do=("Stop targeting handle time.",),
    tables={
        "targets": {
            "id": ["aht"],
            "target": ["240 s wanted by Operations"],
            "seconds": [240.0],
            "sentence": ["8% of contacts were ended just below the target."],
        },
        "rushing": {"channel": ["phone", "phone"], "sentence": ["It cannot be told.", "Nor that."]},
        "repeats_by_time": {
            "from": [60.0, 200.0],
            "to": [200.0, 400.0],
            "middle": [120.0, 280.0],
            "contacts": [500, 500],
            "share": [0.2, 0.3],
            "low": [0.17, 0.26],
            "high": [0.24, 0.34],
        },
        "effect_by_time": {},
        "bins aht": BINS,
    },
)


def keep(finding: Finding, key: str = "") -> Reading:
    """Keep a finding as if it were read now, or by another key."""
    return keep_reading(
        part=finding.mistake, key=key or key_of_now(), content=finding.to_dict(), store_version=None
    )
