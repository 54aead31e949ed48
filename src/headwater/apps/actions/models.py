"""Records of the action ledger: what is done about a cause, by whom, by when, and what was said about it."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from headwater.analysis.demand.frame import FIXED_CODES
from headwater.apps.people.models import User

CAUSES = tuple(
    (cause, "IT" if cause == "it" else cause.replace("_", " ").capitalize()) for cause in FIXED_CODES["cause"]
)
FOLLOW_UP_DAYS = 180
"""Days after which it is looked at whether what was done has worked."""


class Action(models.Model):
    """What somebody does about a reason for contacts, or about a whole cause."""

    class Status(models.TextChoices):
        """Where it stands; the diagnosis reads the same words, except that refused is stopped to it."""

        PROPOSED = "proposed", "proposed"
        AGREED = "agreed", "accepted"
        RUNNING = "running", "in progress"
        REFUSED = "refused", "cannot be done"
        DONE = "done", "done"
        STOPPED = "stopped", "stopped"

    class Outcome(models.TextChoices):
        """What was found at the follow-up: done is not worked."""

        WORKED = "worked", "it worked"
        NO_EFFECT = "no_effect", "no effect that matters"
        WORSE = "worse", "it made things worse"
        CANNOT_TELL = "cannot_tell", "cannot tell"

    title = models.CharField(max_length=200)
    why = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    cause = models.CharField(max_length=40, blank=True, choices=CAUSES)
    owner_unit = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="owned_actions")
    outside_name = models.CharField(max_length=120, blank=True)
    outside_email = models.EmailField(blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PROPOSED)
    saved_low = models.PositiveIntegerField(null=True)
    saved_high = models.PositiveIntegerField(null=True)
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    follow_up_on = models.DateField(null=True)
    followed_up_on = models.DateField(null=True)
    outcome = models.CharField(max_length=12, blank=True, choices=Outcome.choices)
    outcome_why = models.TextField(blank=True)
    from_voices = models.BooleanField(default=False)
    from_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="created_actions")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(reason="") | models.Q(cause=""), name="an_action_is_against_one_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(owner__isnull=True) | models.Q(outside_email=""),
                name="an_action_has_one_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(saved_low__isnull=True, saved_high__isnull=True)
                | models.Q(saved_low__lte=models.F("saved_high")),
                name="an_action_saves_from_low_to_high",
            ),
            models.CheckConstraint(
                condition=models.Q(cost__isnull=True) | models.Q(cost__gte=0),
                name="an_action_costs_no_less_than_0",
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(due_on__isnull=True)
                | models.Q(starts_on__lte=models.F("due_on")),
                name="an_action_starts_before_it_is_due",
            ),
        )
        indexes = (models.Index(fields=["status", "due_on"], name="actions_by_status"),)

    def __str__(self) -> str:
        return f"action {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.status not in (self.Status.DONE, self.Status.STOPPED)

    @property
    def against(self) -> str:
        """What it is against, in words; empty where nobody said."""
        return self.reason or self.get_cause_display()

    @property
    def is_outside(self) -> bool:
        """Whether its owner has no account."""
        return bool(self.outside_email)

    @property
    def has_owner(self) -> bool:
        """Whether somebody owns it; an account that was closed owns nothing."""
        return self.is_outside or (self.owner is not None and self.owner.is_active)

    @property
    def owner_name(self) -> str:
        """The owner as people say it; empty without one."""
        if self.is_outside:
            return self.outside_name
        return self.owner.name if self.owner is not None and self.owner.is_active else ""

    def is_overdue(self, day: date) -> bool:
        """Say whether it should have been done before a day."""
        return self.is_open and self.due_on is not None and self.due_on < day

    def owes_look(self, day: date) -> bool:
        """Say whether it is time to look whether it worked, and nobody did."""
        return self.followed_up_on is None and self.follow_up_on is not None and self.follow_up_on <= day

    def finish(self, day: date) -> None:
        """Note the day it was done, and when to look whether it worked."""
        self.done_on, self.follow_up_on = day, day + timedelta(days=FOLLOW_UP_DAYS)


class OwnerLink(models.Model):
    """A link that lets a person without an account see one action. The token itself is kept nowhere.

    The token is a signature over the record's number with a secret of this record and the key of the
    installation: neither a copy of the records nor the key alone makes one, and reminders can carry it again.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="links")
    secret = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"owner link {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the link still works."""
        return self.revoked_at is None and timezone.now() < self.expires_at


class Comment(models.Model):
    """What somebody said about an action. It is added, never changed."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_link = models.ForeignKey(OwnerLink, null=True, on_delete=models.PROTECT, related_name="+")
    shown_outside = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"comment {self.pk}"


class StatusChange(models.Model):
    """That an action went from one status to another, who said so and why."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="status_changes")
    before = models.CharField(max_length=10, choices=Action.Status.choices, blank=True)
    after = models.CharField(max_length=10, choices=Action.Status.choices)
    why = models.TextField(blank=True)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    by_link = models.ForeignKey(OwnerLink, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"status change {self.pk}"


class Letter(models.Model):
    """That a mail about an action was sent, or may have been: one of a kind, day and recipient.

    The record is made before the mail leaves. A worker killed between the two leaves it so, and nobody
    sends that mail again: a lost reminder is followed by the next one, a repeated one is noise.
    """

    class Kind(models.TextChoices):
        """What the mail is for."""

        LINK = "link", "link to the action"
        SOON = "soon", "due within seven days"
        DUE = "due", "due"
        OVERDUE = "overdue", "overdue"
        ESCALATED = "escalated", "overdue by 14 days, to who added it"

    class State(models.TextChoices):
        """What became of it."""

        SENDING = "sending", "may not have arrived"
        SENT = "sent", "sent"
        REFUSED = "refused", "refused by the mail server"

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()
    to_user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    to_link = models.ForeignKey(OwnerLink, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENDING)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["action", "kind", "day", "to_user"],
                condition=models.Q(to_user__isnull=False),
                name="one_letter_a_day_and_person",
            ),
            models.UniqueConstraint(
                fields=["action", "kind", "day"],
                condition=models.Q(to_user__isnull=True) & ~models.Q(kind="link"),
                name="one_letter_a_day_outside",
            ),
            models.UniqueConstraint(
                fields=["to_link"], condition=models.Q(kind="link"), name="one_letter_a_link"
            ),
        )

    def __str__(self) -> str:
        return f"letter {self.pk}"
