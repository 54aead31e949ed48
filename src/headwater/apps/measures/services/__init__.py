"""What changes measures: points come from the store, all else from people."""

from headwater.apps.measures.services.counting import counted, files_between
from headwater.apps.measures.services.families import keep_members, publish_together
from headwater.apps.measures.services.marks import mark_change, set_owner, withdraw_change
from headwater.apps.measures.services.own import (
    About,
    bring_file,
    change_own,
    create_own,
    drop_file,
    take_file,
)
from headwater.apps.measures.services.points import measure_store, replace_points, teams_to_measure

__all__ = [
    "About",
    "bring_file",
    "change_own",
    "counted",
    "create_own",
    "drop_file",
    "files_between",
    "keep_members",
    "mark_change",
    "measure_store",
    "publish_together",
    "replace_points",
    "set_owner",
    "take_file",
    "teams_to_measure",
    "withdraw_change",
]
