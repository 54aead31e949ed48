"""The record of one piece of long work."""

from django.db import models
from django.utils import timezone

from headwater.apps.people.models import User


class Task(models.Model):
    """Work that a worker does, has done, or gave up."""

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"
        CANCELLED = "cancelled", "stopped"

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    started_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="tasks")
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=200, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["state", "not_before"], name="tasks_waiting"),)
        constraints = (
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_open_task_a_key",
            ),
        )

    def __str__(self) -> str:
        return f"task {self.pk} ({self.kind})"

    @property
    def is_open(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in (self.State.QUEUED, self.State.RUNNING)

    @property
    def percent(self) -> int | None:
        """How much of the present step is done; None when nobody knows how much there is."""
        return None if not self.total else min(100, round(100 * self.done / self.total))


class DailyRun(models.Model):
    """The last day for which a kind of daily work was queued."""

    kind = models.CharField(max_length=60, primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.kind} on {self.day}"
