"""`headwater policy mistakes`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from headwater.cli.options import DAY, FILE, STORE
from headwater.cli.output import Output, with_output
from headwater.cli.policy.options import day_of


@click.command("mistakes")
@STORE
@click.option("--policies", type=FILE, help="YAML file of what is demanded of people.")
@click.option(
    "--facts", "facts_file", type=FILE, help="YAML file of what is so; it counts more than contacts."
)
@click.option(
    "--roster", type=FILE, help="CSV or iCalendar file of who is scheduled when, for too few people."
)
@click.option(
    "--remedies", type=FILE, help="CSV file of remedies customers needed, for control and permission."
)
@click.option("--steps", type=FILE, help="CSV file of contacts with the steps of scripts, for control.")
@click.option("--only", multiple=True, help="Look for one mistake only, such as volume; may be repeated.")
@click.option("--on", "day", type=DAY, help="Day it is about; today by default.")
@with_output
def mistakes(
    output: Output,
    *,
    store: Path,
    policies: Path | None,
    facts_file: Path | None,
    roster: Path | None,
    remedies: Path | None,
    steps: Path | None,
    only: tuple[str, ...],
    day: datetime | None,
) -> None:
    """Say which of the five mistakes of management are found in a contact store, with their harm a year.

    Each is told with the figures it rests on, how far they can be read as cause and effect, what is missing
    to tell more, and what to do.
    """
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.errors import UsageError, nearest
    from headwater.analysis.policy.mistakes.looks import LOOKS, look_for_mistakes
    from headwater.analysis.policy.mistakes.sources import Sources
    from headwater.analysis.policy.policy_set import PolicySet
    from headwater.analysis.policy.reading import read_policies
    from headwater.analysis.policy.store_facts import facts_from_store

    for name in only:
        if name not in LOOKS:
            raise UsageError(f"No mistake is called {name!r}.{nearest(name, list(LOOKS))}")
    contacts = ContactStore(store)
    measured = facts_from_store(contacts)
    given = {"roster": roster, "remedies": remedies, "steps": steps}
    found = look_for_mistakes(
        Sources(
            contacts=contacts,
            policies=PolicySet(()) if policies is None else read_policies(policies),
            facts=measured.with_file(facts_file) if facts_file else measured.facts,
            day=day_of(day),
            files={name: path for name, path in given.items() if path is not None},
        ),
        [mistake for mistake in LOOKS if not only or mistake in only],
    )
    output.result(found)
