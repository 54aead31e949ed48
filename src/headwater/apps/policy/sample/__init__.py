"""What the sample organisation demands of its people; each room has a file of its own."""

from pathlib import Path

from headwater.apps.people.models import User
from headwater.apps.policy.sample import declared, roster
from headwater.apps.tasks.kinds import Report

_HEAD = "amara@sample.example"


def load_sample(report: Report, folder: Path) -> None:
    """Let the sample organisation have said what the lab is about; each part once."""
    head = User.objects.filter(email=_HEAD, is_active=True).first()
    if head is None:
        return
    roster.load(report, folder, head)
    declared.load(report, folder, head)
