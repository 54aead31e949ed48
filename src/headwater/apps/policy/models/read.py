"""What was given as a table, and what was read from tables and contacts."""

import gzip
import json
from typing import Any

from django.db import models
from django.utils import timezone

from headwater.apps.people.models import User


class Table(models.Model):
    """A table that was given: a roster, remedies, contacts with steps. Only counts and codes, no names.

    The latest of a kind counts. `content` holds the rows as compressed JSON, in the shape its kind needs.
    """

    class Kind(models.TextChoices):
        """What a table holds."""

        ROSTER = "roster", "roster"
        REMEDIES = "remedies", "remedies that customers needed"
        STEPS = "steps", "contacts with the steps that were done"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    rows = models.PositiveIntegerField()
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    said: Any = models.JSONField(default=dict)  # what belongs to it, such as a currency or shrinkage
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    from_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=["kind", "-id"], name="latest_table_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def lines(self) -> list[Any]:
        """The rows."""
        found: list[Any] = json.loads(gzip.decompress(self.content))
        return found

    @staticmethod
    def packed(rows: list[Any]) -> bytes:
        """Return rows as `content` holds them."""
        return gzip.compress(json.dumps(rows, separators=(",", ":")).encode(), mtime=0)


class Reading(models.Model):
    """What was worked out for the lab, by what it was worked out from; old ones give way to new ones.

    `part` says what it is: a mistake by its key, `facts`, `rushing`, `staffing` and so on.
    """

    part = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    # as text: a JSON column of PostgreSQL would put the columns of tables into another order
    content = models.TextField()
    store_version = models.PositiveBigIntegerField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-made_at", "-pk")
        constraints = (models.UniqueConstraint(fields=["part", "key"], name="one_reading_a_part_and_key"),)

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"
