"""The roster of the sample organisation's phone team, as it goes with the waits that are simulated."""

import json
from pathlib import Path

from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.models import User
from headwater.apps.policy.models import Table
from headwater.apps.policy.services.rosters import keep_roster
from headwater.apps.tasks.kinds import Report


def load(report: Report, folder: Path, acting_user: User) -> None:
    """Keep the sample's roster, once: 26 weeks of contacts and two to come."""
    store = open_store()
    if store is None or Table.objects.filter(kind=Table.Kind.ROSTER).exists():
        return
    from headwater.analysis.sample_org.roster import CHANNEL, SHRINKAGE, days_of, phone_roster

    report("Writing the roster of the sample's phone team")
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    rows = phone_roster(store.contacts(), truth)
    if not rows:
        return
    keep_roster(
        acting_user=acting_user,
        counted={
            "name": "Roster of the phone team (sample)",
            "rows": rows,
            "channel": CHANNEL,
            "shrinkage": SHRINKAGE,
            "timezone": truth["about"]["time_zone"],
            "days": [day.isoformat() for day in days_of(truth)],
        },
        from_sample=True,
    )
