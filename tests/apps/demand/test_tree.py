"""The tree of the pages: the coded contacts of a node are those its figure rests on, each by its part."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.contacts.store import ContactStore
from headwater.analysis.demand.causes.causes import causes
from headwater.analysis.demand.causes.settings import CausesSettings
from headwater.apps.demand import tree

from .coded import Counting


@pytest.fixture(scope="module")
def made(coded_folder: tuple[Path, Counting]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return nodes and coded contacts where of every third contact two people say something else."""
    folder, counted = coded_folder

    def unsure(at: int, contact: Any) -> Any:
        said = contact.codings[0]
        other = replace(said, coder="somebody else", codes={"demand_type": "value"}, adjudicates=False)
        return replace(contact, codings=(replace(said, adjudicates=False), other)) if at % 3 == 0 else contact

    contacts = tuple(
        unsure(at, one) if one.codings else one for at, one in enumerate(counted.sample.contacts)
    )
    sample = replace(counted.sample, contacts=contacts)
    found = causes(
        ContactStore(folder / "store"), sample, CausesSettings(model="none"), codebook=counted.codebook
    )
    return tree.nodes(found), tree.coded_contacts(found, "Europe/Berlin")


def test_a_contact_whose_readings_differ_counts_in_part(
    made: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    nodes, contacts = made
    assert any(part == 0.5 for contact in contacts for part in contact["in"].values())
    for place, node in nodes.items():
        parts = sum(contact["in"].get(place, 0.0) for contact in contacts)
        assert abs(parts - node["coded"]) <= 0.5, (
            f"{place}: {parts} coded contacts, {node['coded']} in the tree"
        )
