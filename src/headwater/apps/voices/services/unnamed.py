"""The audit trail of flags."""

from headwater.apps.people.audit import record
from headwater.apps.voices.models import Flag


def record_unnamed(action: str, flag: Flag) -> None:
    """Write the audit entry of a flag: that something was done in its team, not by whom nor to which flag.

    Others read the trail: by person they could count, by flag they could look up the hour and the shift.
    """
    record(None, action, flag.team)
