"""`headwater policy facts`."""

from __future__ import annotations

from pathlib import Path

import click

from headwater.cli.options import STORE
from headwater.cli.output import Output, with_output


@click.command("facts")
@STORE
@with_output
def facts(output: Output, *, store: Path) -> None:
    """Say which facts a contact store holds, how sure they are, and which people have to say."""
    from headwater.analysis.contacts.store import ContactStore
    from headwater.analysis.policy.store_facts import facts_from_store

    output.result(facts_from_store(ContactStore(store)))
