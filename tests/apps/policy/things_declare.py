"""The policies and the document that addresses are tried with."""

from dataclasses import replace
from datetime import date

from headwater.analysis.policy import Policy
from headwater.apps.policy import services

from ..world import World

OF_A_POLICY = ("policy", "change_policy", "end_policy", "mend_policy", "take_out_policy")


def things(world: World) -> dict[str, list[str | int]]:
    """Declare a policy that replaced another and stands in a document; return what addresses need."""
    document = services.add_document(
        acting_user=world.olga,
        title="Targets 2026",
        file_name="targets.txt",
        content=b"Four minutes on average",
    )
    old = services.declare_policy(
        acting_user=world.olga,
        policy=Policy(
            "five-minutes", "Operations", "aht_s", "<=", 300, level="director", document_ref="Targets 2025"
        ),
    )
    new = services.replace_policy(
        acting_user=world.olga,
        policy=old,
        by=replace(
            old.policy, id="four-minutes", value=240, document_ref="Targets 2026", consequence="bonus"
        ),
        from_day=date(2026, 1, 5),
        why="The board wants it",
    )
    found: dict[str, list[str | int]] = {f"policy:{name}": [new.pk] for name in OF_A_POLICY}
    return found | {
        "policy:document": [document.pk],
        "policy:remove_document": [document.pk],
        "policy:copy_sample": ["telecom"],
    }
