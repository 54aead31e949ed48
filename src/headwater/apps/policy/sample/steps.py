"""Contacts of the sample organisation with the steps of its script that were done.

What is planted, and found again by the tests: of the steps that are declared, one helps (the one whose
principle is to explain, or else the second): it resolves 10 in 100 contacts more. Every other one only takes
the seconds that it is declared to take, each done in half of all contacts.
"""

from pathlib import Path

from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.script_contacts import StepContacts
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today
from headwater.apps.policy.models import Table
from headwater.apps.policy.selectors.basis import our_policies
from headwater.apps.policy.services import keep_table
from headwater.apps.tasks.kinds import Report

CONTACTS = 24_000
HELPS, RESOLVED = 0.1, 0.8
REASONS = {"Parcel is late": 190.0, "Item arrived damaged": 260.0, "Change the address": 150.0}
"""Each reason with its handle time in seconds without any step."""
_SEED = 20260602


def load(report: Report, folder: Path, acting_user: User) -> None:
    """Keep contacts with steps, once a script is declared; where there are some, do nothing."""
    in_force = our_policies().in_force(today())
    steps = tuple(policy for policy in in_force if policy.metric == "script_step")
    if not steps or Table.objects.filter(kind=Table.Kind.STEPS).exists():
        return
    report("Contacts of the sample organisation with the steps of its script")
    said, rows = planted(steps).to_rows()
    keep_table(
        acting_user=acting_user,
        kind=Table.Kind.STEPS,
        name="steps.csv",
        rows=rows,
        said=dict(said),
        from_sample=True,
    )


def helpful(steps: tuple[Policy, ...]) -> str:
    """Return the id of the step that helps."""
    ordered = sorted(steps, key=lambda step: (step.document, step.order))
    explains = next((step for step in ordered if step.principle == "explain"), None)
    return (explains or ordered[min(1, len(ordered) - 1)]).id


def planted(steps: tuple[Policy, ...], contacts: int = CONTACTS, seed: int = _SEED) -> StepContacts:
    """Return contacts with the planted truth; the same ones for the same steps and seed."""
    import numpy as np

    draw = np.random.default_rng(seed)
    names = np.array(list(REASONS))
    reason = draw.integers(0, len(names), contacts)
    seconds = np.array(list(REASONS.values()))[reason] * draw.lognormal(-0.08, 0.4, contacts)
    share = np.full(contacts, RESOLVED)
    done = {}
    for step in sorted(steps, key=lambda one: one.id):
        did = draw.random(contacts) < 0.5
        done[step.id] = did
        seconds += np.where(did, step.value * draw.uniform(0.8, 1.2, contacts), 0.0)
        if step.id == helpful(steps):
            share += np.where(did, HELPS, 0.0)
    return StepContacts(names[reason], np.round(seconds, 1), draw.random(contacts) < share, done)
