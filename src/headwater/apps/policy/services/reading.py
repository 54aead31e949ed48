"""The lab's readings: asked for whenever what they rest on changes, kept, and tidied away."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from headwater.apps.people.models import User
from headwater.apps.policy.models import Reading
from headwater.apps.policy.selectors.readings import READ, WHOLE, anything_to_read, key_of_now
from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import start_task


def read_soon(acting_user: User | None = None) -> Task | None:
    """Queue the work that reads contacts, policies, facts and tables for the lab.

    None where what there is was read already, or there is nothing to read.
    """
    key = key_of_now()
    if Reading.objects.filter(part=WHOLE, key=key).exists() or not anything_to_read():
        return None
    return start_task(acting_user=acting_user, kind=READ, key=f"{READ} {key}", asked=key)


@transaction.atomic
def keep_reading(*, part: str, key: str, content: Mapping[str, Any], store_version: int | None) -> Reading:
    """Keep what was worked out of a part in place of what was there."""
    Reading.objects.filter(part=part).delete()
    return Reading.objects.create(
        part=part, key=key, content=json.dumps(content), store_version=store_version
    )
