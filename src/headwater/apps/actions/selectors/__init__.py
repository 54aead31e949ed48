"""What can be read about actions, each for the person who reads."""

from headwater.apps.actions.selectors.columns import columns_of
from headwater.apps.actions.selectors.diagnosis import currency_of_ledger, ledger_actions
from headwater.apps.actions.selectors.ledger import (
    Asked,
    Counts,
    Group,
    action_visible_to,
    actions_against,
    actions_visible_to,
    counts_as_asked,
    counts_visible_to,
    counts_with_own,
    ledger_visible_to,
    may_change,
    may_change_all,
    may_move,
    named_so_far,
    open_without_owner,
    possible_owners,
    require_change,
    visible_group,
)
from headwater.apps.actions.selectors.links import link_behind, link_of, token_of
from headwater.apps.actions.selectors.reminders import Owed, letters_owed
from headwater.apps.actions.selectors.story import Event, letters_of, story_of

__all__ = [
    "Asked",
    "Counts",
    "Event",
    "Group",
    "Owed",
    "action_visible_to",
    "actions_against",
    "actions_visible_to",
    "columns_of",
    "counts_as_asked",
    "counts_visible_to",
    "counts_with_own",
    "currency_of_ledger",
    "ledger_actions",
    "ledger_visible_to",
    "letters_of",
    "letters_owed",
    "link_behind",
    "link_of",
    "may_change",
    "may_change_all",
    "may_move",
    "named_so_far",
    "open_without_owner",
    "possible_owners",
    "require_change",
    "story_of",
    "token_of",
    "visible_group",
]
