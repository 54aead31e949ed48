from pathlib import Path
from typing import Any

import pytest

from headwater.analysis.sample_org.columns import AGENTS, CONTACTS, VOLUMES
from headwater.analysis.sample_org.reasons import reasons

PAGE = (Path(__file__).parents[3] / "docs" / "sample-org.md").read_text("utf-8")


@pytest.mark.parametrize("column", [*CONTACTS, *VOLUMES, *AGENTS])
def test_every_column_is_documented(column: str) -> None:
    assert f"`{column}`" in PAGE


def test_every_part_of_the_truth_is_documented(truth: dict[str, Any]) -> None:
    assert [key for key in truth if f"| `{key}` |" not in PAGE] == []
    assert [key for key in truth["shares"] if f"`{key}`" not in PAGE] == [
        "demand_type_with_repeats_as_failure"
    ]


def test_the_figures_named_on_the_page_are_the_planted_ones(truth: dict[str, Any]) -> None:
    by_driver = truth["fix"]["by_driver"]
    key = "planted_change_in_first_contacts_per_parcel"
    assert f"parcels fall by {-by_driver['late_parcels'][key]:.0%}" in PAGE
    assert f"stale tracking by {-by_driver['stale_tracking'][key]:.0%}" in PAGE
    assert f"Each of {len(reasons())} **reasons**" in PAGE
    planted = truth["planted"]
    assert f"identifies ({planted['guest_share']:.0%})" in PAGE
    assert f"made by the company ({planted['outbound_share']:.0%})" in PAGE
    assert f"merged away ({planted['merged_share']:.0%})" in PAGE
    assert f"come and go ({planted['turnover_per_year']:.0%} a year)" in PAGE
    assert f"{planted['return_share']:.0%} **come back**" in PAGE
    assert f"target** of {planted['target_seconds']} seconds" in PAGE
