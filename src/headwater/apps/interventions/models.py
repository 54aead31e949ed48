"""Records of interventions: what is tried, the plans that were locked, what was judged, what was said."""

from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone

from headwater.analysis.interventions.plan import Plan
from headwater.analysis.interventions.prediction import Prediction as Said
from headwater.apps.people.models import Team, User


class Intervention(models.Model):
    """Something that is tried so that contacts, or the work with them, become better."""

    class Kind(models.TextChoices):
        """What money is spent on; the words of `analysis.interventions.plan`."""

        FIX = "fix", "fix of a cause"
        TRAINING = "training", "training"
        HIRING = "hiring", "change in hiring"
        POLICY = "policy", "change of a policy"

    class Origin(models.TextChoices):
        """What made somebody think of it."""

        FREE = "free", "said in words"
        REASON = "reason", "a reason for contacts"
        CAUSE = "cause", "a cause in the diagnosis"
        VOICE = "voice", "a voice from the floor"
        STRAIN = "strain", "strain of a team"
        CONFLICT = "conflict", "a conflict of policies"
        WHAT_IF = "what_if", "a scenario of the policy lab"
        REDESIGN = "redesign", "a redesign of the scorecard"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    problem = models.TextField(blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.FREE)
    origin_key = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="owned_interventions")
    teams = models.ManyToManyField(Team, related_name="interventions", blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    stopped_on = models.DateField(null=True)
    stopped_why = models.TextField(blank=True)
    from_sample = models.BooleanField(default=False)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(origin="free") | ~models.Q(origin_key=""),
                name="an_intervention_names_its_origin",
            ),
        )

    def __str__(self) -> str:
        return f"intervention {self.pk}"


class Cost(models.Model):
    """What an intervention costs: money, or hours of people. Planned first, then what it really came to."""

    class Unit(models.TextChoices):
        """Money is in the intervention's currency; hours are not turned into money."""

        MONEY = "money", "money"
        HOURS = "hours", "hours"

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="costs")
    what = models.CharField(max_length=120)
    unit = models.CharField(max_length=5, choices=Unit.choices, default=Unit.MONEY)
    planned = models.DecimalField(max_digits=12, decimal_places=2)
    spent = models.DecimalField(max_digits=12, decimal_places=2, null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(planned__gte=0) & (models.Q(spent__isnull=True) | models.Q(spent__gte=0)),
                name="an_intervention_costs_no_less_than_0",
            ),
        )

    def __str__(self) -> str:
        return f"cost {self.pk}"

    @property
    def amount(self) -> Decimal:
        """What it came to, as far as is known; else what was planned."""
        return self.planned if self.spent is None else self.spent


class PlanRecord(models.Model):
    """One plan of an intervention. Once locked it never changes; a changed plan is a new record.

    `content` is `Plan.to_dict()`: everything the verdict rests on, with the guards and the scopes of every
    measure in it, so that the fingerprint covers them.
    """

    intervention = models.ForeignKey(Intervention, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    measure = models.CharField(max_length=120)  # its reference; this and the two days repeat the content
    starts_on = models.DateField()
    due_on = models.DateField()
    power = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    locked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    locked_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.TextField(blank=True)

    class Meta:
        ordering = ("intervention", "number")
        constraints = (
            models.UniqueConstraint(fields=["intervention", "number"], name="one_plan_a_number"),
            models.UniqueConstraint(
                fields=["intervention"],
                condition=models.Q(locked_at__isnull=True),
                name="one_open_draft_an_intervention",
            ),
        )
        indexes = (models.Index(fields=["measure"], name="plans_on_a_measure"),)

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return Plan.from_dict(self.content)

    @property
    def is_locked(self) -> bool:
        """Whether it was promised."""
        return self.locked_at is not None

    @property
    def stands(self) -> bool:
        """Whether it was promised and not taken back."""
        return self.locked_at is not None and self.withdrawn_at is None

    @property
    def days_late(self) -> int:
        """Days from the start to the lock; 0 where it was locked in time, or not yet."""
        if self.locked_at is None:
            return 0
        return max(0, (timezone.localtime(self.locked_at).date() - self.starts_on).days)


class Prediction(models.Model):
    """What was predicted of a plan's measure, kept at its lock. It is added, never changed.

    The plan's content holds it too, so that the fingerprint covers it; here it can be counted, and it stands
    where it came from.
    """

    plan = models.ForeignKey(PlanRecord, on_delete=models.PROTECT, related_name="predictions")
    measure = models.CharField(max_length=120)  # its reference
    value = models.FloatField()  # with its sign, in `unit`
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    unit = models.CharField(max_length=2, blank=True)  # %, pp, or the measure's own
    source = models.TextField(blank=True)  # empty where a person said it
    said_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["plan", "measure"], name="one_prediction_a_plan_and_measure"),
        )

    def __str__(self) -> str:
        return f"prediction {self.pk}"

    @property
    def said(self) -> Said:
        """What was predicted, as the plan says it."""
        unit: Any = self.unit
        return Said(self.value, unit, self.low, self.high, self.source)


class Judgement(models.Model):
    """What was found for a locked plan at one of its registered dates. It is added, never changed."""

    class Look(models.TextChoices):
        """Which registered date it belongs to."""

        EARLIER = "earlier", "a registered look before the end"
        VERDICT = "verdict", "the verdict"
        LASTED = "lasted", "one year after the start"
        AGAIN = "again", "judged again after the data were corrected"

    plan = models.ForeignKey(PlanRecord, on_delete=models.PROTECT, related_name="judgements")
    look = models.CharField(max_length=8, choices=Look.choices)
    due_on = models.DateField()
    judged_at = models.DateTimeField(default=timezone.now)
    data_until = models.DateField()
    store_version = models.PositiveBigIntegerField(null=True)
    word = models.CharField(max_length=24)
    sentence = models.TextField()
    content = models.JSONField()  # Evaluation.to_dict()
    guards = models.JSONField(default=list)  # one GuardVerdict.to_dict() a guard
    terms = models.JSONField(default=list)  # the effect in people's terms, one Term.to_dict() each
    why = models.TextField(blank=True)  # of one judged again
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("judged_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "look", "due_on"],
                condition=~models.Q(look="again"),
                name="one_judgement_a_registered_date",
            ),
        )

    def __str__(self) -> str:
        return f"judgement {self.pk}"


class Comment(models.Model):
    """What somebody said about an intervention. It is added, never changed."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField()
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Step(models.Model):
    """One thing that happened to an intervention, for its history."""

    class Kind(models.TextChoices):
        """What happened."""

        CREATED = "created", "registered"
        CHANGED = "changed", "changed"
        OWNED = "owned", "given to an owner"
        COSTS = "costs", "costs changed"
        PLANNED = "planned", "plan written"
        LOCKED = "locked", "plan locked"
        WITHDRAWN = "withdrawn", "plan withdrawn"
        STOPPED = "stopped", "stopped"
        CONSIDERED = "considered", "training considered against fixing the cause"

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    plan = models.ForeignKey(PlanRecord, null=True, on_delete=models.PROTECT, related_name="+")
    details: Any = models.JSONField(default=dict)
    author = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"step {self.pk}"


class Letter(models.Model):
    """That the owner of an intervention was mailed about a judgement or a date; one of a kind and day.

    Made before the mail leaves, as the action ledger's letters are: nothing is sent twice.
    """

    class Kind(models.TextChoices):
        """What the mail is for."""

        LOCKED = "locked", "somebody else locked a plan of theirs"
        SOON = "soon", "the verdict is due within seven days"
        JUDGED = "judged", "the verdict is there"
        NO_DATA = "no_data", "the date has passed and the measure does not reach it"

    class State(models.TextChoices):
        """What became of it."""

        SENDING = "sending", "may not have arrived"
        SENT = "sent", "sent"
        REFUSED = "refused", "refused by the mail server"

    plan = models.ForeignKey(PlanRecord, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField()
    to_user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.SENDING)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "kind", "day", "to_user"], name="one_letter_a_plan_kind_day_and_person"
            ),
        )

    def __str__(self) -> str:
        return f"letter {self.pk}"
