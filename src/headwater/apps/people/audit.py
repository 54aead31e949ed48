"""One line of the audit trail, in the transaction of the change it tells of."""

from typing import Any

from django.db import models, transaction

from headwater.apps.people.models import AuditEntry, User


def record(acting_user: User | None, action: str, about: models.Model, **details: Any) -> AuditEntry:
    """Write an audit entry; `acting_user` None means the machine itself.

    Details are ids, dates and roles. Names and addresses stay out: an entry outlives an account.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{action}: an audit entry belongs into the transaction of its change")
    return AuditEntry.objects.create(
        actor=acting_user,
        action=action,
        object_kind=about._meta.model_name or "",
        object_id=about.pk,
        details=details,
    )
