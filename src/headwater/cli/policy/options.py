"""What commands about policies share: where policies and facts are read, and for which day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headwater.cli.options import DAY, FILE
from headwater.cli.output import Output

if TYPE_CHECKING:
    from headwater.analysis.policy.facts import Facts
    from headwater.analysis.policy.policy_set import PolicySet


_SOURCES = (
    click.argument("policies", type=FILE, required=False),
    click.option("--facts", "facts_file", type=FILE, help="YAML file of what is so, whatever is demanded."),
    click.option(
        "--store",
        type=click.Path(path_type=Path, file_okay=False),
        help="Contact store to take facts from; what --facts says counts more.",
    ),
    click.option(
        "--sample",
        type=click.Choice(["telecom", "worked"]),
        help="Open a scenario that ships in place of files of your own.",
    ),
    click.option("--on", "day", type=DAY, help="Day whose policies count; today by default."),
)


def with_sources(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command its policies, facts and day."""
    for option in reversed(_SOURCES):
        function = option(function)
    return function


def day_of(value: datetime | None) -> date:
    """Return the day asked for; today where none was."""
    return date.today() if value is None else value.date()  # noqa: DTZ011 - the day where this runs


def sources(
    policies: Path | None, facts_file: Path | None, store: Path | None, sample: str | None, output: Output
) -> tuple[PolicySet, Facts]:
    """Return the policies and facts that were asked for; say what was taken from a store."""
    from headwater.analysis.errors import UsageError
    from headwater.analysis.policy.facts import Facts
    from headwater.analysis.policy.facts_reading import read_facts
    from headwater.analysis.policy.reading import read_policies
    from headwater.analysis.policy.samples import sample as shipped

    if sample is not None:
        if policies is not None or facts_file is not None or store is not None:
            raise UsageError("--sample brings its own policies and facts: leave the files out.")
        return shipped(sample)
    if policies is None:
        raise UsageError("Give a file of policies, or try: headwater policy conflicts --sample telecom")
    read = read_policies(policies)
    if store is not None:
        from headwater.analysis.contacts.store import ContactStore
        from headwater.analysis.policy.store_facts import facts_from_store

        found = facts_from_store(ContactStore(store))
        output.say(str(found))
        return read, found.with_file(facts_file) if facts_file else found.facts
    return read, read_facts(facts_file) if facts_file else Facts()
