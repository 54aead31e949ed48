"""What changes actions: the ledger itself, who owns them, where they stand, and the mail about them."""

from headwater.apps.actions.services.ledger import Plan, change_action, create_action
from headwater.apps.actions.services.mailing import mail_link, send_reminders
from headwater.apps.actions.services.owners import (
    LINK_DAYS,
    MAIL_LINK,
    give_to_nobody,
    give_to_outside,
    give_to_person,
    issue_link,
    revoke_link,
)
from headwater.apps.actions.services.progress import (
    OF_OUTSIDE,
    add_comment,
    change_status,
    comment_by_link,
    record_follow_up,
    set_status_by_link,
    use_link,
)

__all__ = [
    "LINK_DAYS",
    "MAIL_LINK",
    "OF_OUTSIDE",
    "Plan",
    "add_comment",
    "change_action",
    "change_status",
    "comment_by_link",
    "create_action",
    "give_to_nobody",
    "give_to_outside",
    "give_to_person",
    "issue_link",
    "mail_link",
    "record_follow_up",
    "revoke_link",
    "send_reminders",
    "set_status_by_link",
    "use_link",
]
