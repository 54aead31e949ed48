"""The lab's reading as background work: it may be killed at any point and made again."""

from datetime import timedelta
from typing import Any

from headwater.analysis.errors import HeadwaterError
from headwater.apps.contacts.selectors import open_store
from headwater.apps.people.selectors import today
from headwater.apps.policy import (
    reading_authority,  # noqa: F401
    reading_conflicts,  # noqa: F401
    reading_scorecard,  # noqa: F401
    reading_staffing,  # noqa: F401
    reading_volume,  # noqa: F401
    simulating,  # noqa: F401 - registers its work
)
from headwater.apps.policy.models import Table
from headwater.apps.policy.parts import PARTS, Materials
from headwater.apps.policy.selectors import key_of_now, latest_table
from headwater.apps.policy.selectors.basis import our_facts, our_policies
from headwater.apps.policy.selectors.readings import READ, WHOLE
from headwater.apps.policy.services import keep_reading, read_soon
from headwater.apps.tasks.kinds import Report, background
from headwater.apps.voices.selectors.flags import flags_for_policy


@background(READ, "Read the contacts for the policy lab")
def read(report: Report, *, asked: str) -> dict[str, Any]:
    """Work out every part of the lab from the contacts, policies, facts and tables of now.

    A part that cannot be made says why and leaves the others alone. Where something changed since it was
    asked for, the work of now is queued in its place.
    """
    if key_of_now() != asked:
        read_soon()
        return {"superseded": True}
    store, day = open_store(), today()
    version = None if store is None else store.version
    report("Facts from the contacts", 0, len(PARTS) + 1)
    if store is not None:
        from headwater.analysis.policy.store_facts import facts_from_store

        found = facts_from_store(store)
        keep_reading(part="facts", key=asked, content=found.to_dict(), store_version=version)
    tables = {kind: latest_table(kind) for kind in Table.Kind}
    made: dict[str, Any] = {}
    materials = Materials(
        store=store,
        policies=our_policies(),
        facts=our_facts(),
        tables={kind: table for kind, table in tables.items() if table is not None},
        flags=tuple(flags_for_policy(day - timedelta(days=365), day)),
        day=day,
        report=report,
        made=made,
    )
    refused = {}
    for number, (name, make) in enumerate(PARTS.items(), 1):
        report(f"Working out: {name}", number, len(PARTS) + 1)
        try:
            content = make(materials)
        except HeadwaterError as error:
            content = {"refused": error.message}
            refused[name] = type(error).__name__
        if content is not None:
            made[name] = content
            keep_reading(part=name, key=asked, content=content, store_version=version)
    done = {"parts": sorted(made), "refused": refused}
    keep_reading(part=WHOLE, key=asked, content=done, store_version=version)
    return done
