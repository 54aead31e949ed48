"""What changes voices: raising a flag and taking it back, answering, linking what is done about it."""

from headwater.apps.voices.services.answering import answer_cluster, answer_flag, link_action
from headwater.apps.voices.services.own import delete_flag, mark_read, say_more, set_naming
from headwater.apps.voices.services.raising import raise_flag

__all__ = [
    "answer_cluster",
    "answer_flag",
    "delete_flag",
    "link_action",
    "mark_read",
    "raise_flag",
    "say_more",
    "set_naming",
]
