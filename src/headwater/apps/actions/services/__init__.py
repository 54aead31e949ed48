"""What changes actions: the ledger itself, the links of owners outside, and the mail."""

from headwater.apps.actions.services.ledger import Plan, create_action

__all__ = ["Plan", "create_action"]
