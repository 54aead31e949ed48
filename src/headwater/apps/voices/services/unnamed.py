"""The audit trail of flags."""

from headwater.apps.people.audit import record
from headwater.apps.voices.models import Flag


def record_unnamed(action: str, flag: Flag) -> None:
    """Write the audit entry of a flag without its person: others read the trail, and could count there."""
    record(None, action, flag, kind=flag.kind, team=flag.team_id)
