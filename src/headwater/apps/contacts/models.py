"""The record of one import: what came in, how it is to be read, and what became of it."""

from django.db import models
from django.utils.timezone import now

from headwater.apps.people.models import User
from headwater.apps.tasks.models import Task


class Import(models.Model):
    """Files on their way into the store."""

    class Kind(models.TextChoices):
        """Which way they came."""

        PAGE = "page", "through the page"
        API = "api", "through the API"
        SAMPLE = "sample", "with the sample organisation"

    class State(models.TextChoices):
        """Where they stand."""

        WAITING = "waiting", "looked at, not imported"
        QUEUED = "queued", "being imported"
        IMPORTED = "imported", "imported"
        UNCHANGED = "unchanged", "nothing new"
        REFUSED = "refused", "refused: too many rows rejected"
        FAILED = "failed", "failed"
        STOPPED = "stopped", "stopped"
        DISCARDED = "discarded", "thrown away"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    names = models.JSONField(default=list, help_text="The files' own names, only ever shown.")
    places = models.JSONField(default=list, help_text="Where the files lie, below the data folder if there.")
    size = models.BigIntegerField(default=0)
    suggestion = models.JSONField(default=dict)
    mapping_name = models.CharField(max_length=200, blank=True)
    mapping_text = models.TextField(blank=True)
    source = models.CharField(max_length=200, blank=True)
    timezone = models.CharField(max_length=80, blank=True)
    with_text = models.BooleanField(default=True)
    most_rejects = models.FloatField(default=0.01)
    task = models.ForeignKey(Task, null=True, on_delete=models.SET_NULL, related_name="+")
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    version_before = models.PositiveIntegerField(null=True)
    version_after = models.PositiveIntegerField(null=True, db_index=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="imports")
    created_at = models.DateTimeField(default=now, db_index=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def shown_state(self) -> "Import.State":
        """Where it stands, also where its task ended before it began."""
        state = Import.State(self.state)
        if state is not Import.State.QUEUED or self.task is None or self.task.is_open:
            return state
        return Import.State.FAILED if self.task.state == Task.State.FAILED else Import.State.STOPPED

    @property
    def can_begin(self) -> bool:
        """Whether it may be looked at and imported, if its files are still there."""
        again = (Import.State.WAITING, Import.State.REFUSED, Import.State.FAILED, Import.State.STOPPED)
        return self.shown_state in again
