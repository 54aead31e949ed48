"""Records of the way in and out for programs."""

import uuid
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from headwater.apps.actions.models import Action
from headwater.apps.contacts.models import Import
from headwater.apps.people.models import User


class Token(models.Model):
    """Lets one program act for the person who made it. Only a hash of its secret is kept."""

    public_id = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    scopes = models.JSONField(default=list)
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)
    minute = models.BigIntegerField(default=0)
    """The minute `used` counts requests of, since 1970."""
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"token {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it was not revoked and is not too old."""
        return self.revoked_at is None and timezone.now() < self.expires_at

    @property
    def last_day(self) -> date:
        """The last day it works, as the organisation counts days."""
        return timezone.localdate(self.expires_at - timedelta(seconds=1))


class Push(models.Model):
    """Rows a program pushed in one request, until and after they are in the store."""

    class Kind(models.TextChoices):
        """What the rows are."""

        CONTACTS = "contacts", "contacts"
        EVENTS = "events", "events"

    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=60)
    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="pushes")
    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="pushes")
    received_at = models.DateTimeField(default=timezone.now)
    rows = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejects = models.JSONField(default=list)
    """The first rejected rows: index, column, reason; never a value."""
    file = models.CharField(max_length=60, blank=True)
    """Its file in the inbox; empty once an import has the rows, or when there are none."""
    taken_in = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="pushes")
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("-received_at", "-pk")
        indexes = (
            models.Index(fields=["received_at"], condition=~models.Q(file=""), name="api_pushes_waiting"),
        )

    def __str__(self) -> str:
        return f"push {self.pk}"


class FirstAnswer(models.Model):
    """What a request with an Idempotency-Key was answered, to be answered again."""

    maker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    endpoint = models.CharField(max_length=60)
    key_hash = models.CharField(max_length=64)
    content_hash = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["maker", "endpoint", "key_hash"], name="one_first_answer_a_key"),
        )

    def __str__(self) -> str:
        return f"first answer {self.pk}"


class ToldOverdue(models.Model):
    """That others were told of an action that passed its due day: once for each such day."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    due_on = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["action", "due_on"], name="told_once_a_due_day"),)

    def __str__(self) -> str:
        return f"told of action {self.action_id}, due {self.due_on}"


class Webhook(models.Model):
    """Another system that is told what happens here."""

    url = models.URLField(max_length=500)
    kinds = models.JSONField(default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="webhooks")
    created_at = models.DateTimeField(default=timezone.now)
    salt = models.CharField(max_length=64)
    """The secret follows from it and from the key of this installation, and is kept nowhere."""
    secret_mark = models.CharField(max_length=16)
    """Tells whether the secret that follows today is still the one that was shown."""
    off_since = models.DateTimeField(null=True)
    off_why = models.CharField(max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"webhook {self.pk}"


class Delivery(models.Model):
    """One event on its way to one webhook."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    number = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    """Ids, counts, days and a link: what `apps.events` lets travel."""
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, default=timezone.now)
    """When to try next; none when it arrived or was given up."""
    arrived_at = models.DateTimeField(null=True)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_problem = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=["next_at"], name="api_deliveries_due"),)

    def __str__(self) -> str:
        return f"delivery {self.pk}"
