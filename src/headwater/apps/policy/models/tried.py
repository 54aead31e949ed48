"""What was tried before it was done."""

from typing import Any

from django.db import models
from django.utils import timezone

from headwater.apps.people.models import User


class Scenario(models.Model):
    """A change that was tried in the lab and kept: from what, to what, and what would come of it.

    Attributes
    ----------
    basis : str
        `ours`, or the sample it was tried in.
    change : dict
        The sliders that were moved, by name.
    facts : dict
        `Facts.to_dict()` as they were then, so that the answer can be told again.
    answer : dict
        `WhatIf.to_dict()`, worked out when it was kept.
    simulated : dict or None
        What the simulation found, once somebody asked for it.
    """

    name = models.CharField(max_length=200)
    basis = models.CharField(max_length=40, default="ours")
    change: Any = models.JSONField(default=dict)
    facts: Any = models.JSONField(default=dict)
    answer: Any = models.JSONField(default=dict)
    simulated: Any = models.JSONField(null=True)
    note = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"scenario {self.pk}"
