"""Work that takes all there is: one task that waits is enough, one that runs is not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from headwater.apps.tasks.models import Task
from headwater.apps.tasks.services import claim_task, ensure_task

pytestmark = pytest.mark.django_db


def ensure(seconds: float = 0) -> Task:
    return ensure_task(kind="test.later", not_before=timezone.now() + timedelta(seconds=seconds))


def test_a_task_that_waits_is_enough_and_is_brought_forward() -> None:
    late = ensure(3_600)
    assert ensure(7_200) == late
    assert late.kind == "test.later"
    assert claim_task(timezone.now()) is None
    assert ensure() == late
    assert claim_task(timezone.now()) == late


def test_a_task_that_runs_may_have_looked_already() -> None:
    running = ensure()
    assert claim_task(timezone.now()) == running
    following = ensure()
    assert following != running
    assert ensure() == following
    assert Task.objects.count() == 2
