"""What was measured, period by period; what is known of each measure; series that came from elsewhere."""

from django.db import models
from django.utils import timezone

from headwater.apps.people.models import Team, User


class Grain(models.TextChoices):
    """How long the period is."""

    WEEK = "week", "week"
    MONTH = "month", "month"


class MeasuredPoint(models.Model):
    """One measure of one scope in one complete week or month; only a row that differs is written anew."""

    measure = models.CharField(max_length=80)
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="measured_points")
    grain = models.CharField(max_length=5, choices=Grain.choices)
    starts_on = models.DateField()
    value = models.FloatField()
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    store_version = models.BigIntegerField()
    """The version of the store in which this figure was found first."""

    class Meta:
        ordering = ("starts_on",)
        indexes = (models.Index(fields=["team", "grain", "starts_on"], name="measures_of_a_scope"),)
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "team", "grain", "starts_on"], name="one_point_a_team_and_period"
            ),
            models.UniqueConstraint(
                fields=["measure", "grain", "starts_on"],
                condition=models.Q(team__isnull=True),
                name="one_point_an_organisation_and_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.grain} {self.starts_on}"


class CountedMonth(models.Model):
    """What was counted of the contacts of one month, and of which files: counted anew when these differ."""

    month = models.CharField(max_length=7, unique=True)
    files = models.CharField(max_length=64)
    counted = models.TextField()

    class Meta:
        ordering = ("month",)

    def __str__(self) -> str:
        return self.month


class LastMeasured(models.Model):
    """Of what the points are: one record, so that a slower worker sees that a faster one was there."""

    store_version = models.BigIntegerField()
    teams = models.CharField(max_length=64)
    periods = models.JSONField(default=dict)
    """A fingerprint of each period's points: only periods whose fingerprint differs are compared."""
    points = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"measured at version {self.store_version}"


class FamilyMember(models.Model):
    """A measure of a family, such as the contacts with one reason; once published it stays."""

    family = models.CharField(max_length=20)
    slug = models.CharField(max_length=56)
    name = models.CharField(max_length=200)
    parts = models.JSONField(default=list)
    """What is counted together, such as reasons as the helpdesk writes them."""
    per = models.CharField(max_length=60, blank=True)
    """What is counted per, such as orders; empty where nothing is known to count per."""
    basis = models.TextField(blank=True)
    """Why these parts, where somebody or something chose them."""
    made_from = models.CharField(max_length=120, blank=True)
    """Version of what chose the parts: of the codes that count. While it is the same the parts stay."""
    published_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)
    followed_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="follows")
    """The measure that counts by a newer definition; this one stays as it was."""

    class Meta:
        ordering = ("family", "name", "pk")
        constraints = (models.UniqueConstraint(fields=["family", "slug"], name="one_member_a_slug"),)

    def __str__(self) -> str:
        return f"{self.family}:{self.slug}"


class MeasureOwner(models.Model):
    """Who answers for a measure, and whom to ask about it."""

    measure = models.CharField(max_length=80, unique=True)
    person = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=120, blank=True)
    set_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"owner of {self.measure}"


class DefinitionChange(models.Model):
    """A day from which a measure was defined or recorded differently, and who said so."""

    measure = models.CharField(max_length=80, blank=True)
    """Empty: every measure that is counted from contacts."""
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    what = models.CharField(max_length=300)
    said_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("day", "pk")

    def __str__(self) -> str:
        return f"{self.measure or 'all measures'} changed on {self.day}"


class OwnMeasure(models.Model):
    """A measure that Headwater does not compute: sales, attrition, the score of an audit."""

    slug = models.CharField(max_length=48, unique=True)
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    better = models.CharField(max_length=6)
    definition = models.TextField()
    bottom = models.FloatField(default=0.0)
    top = models.FloatField(default=1.0)
    visible_by = models.CharField(max_length=60)
    """Key of the action a person must be allowed to see it."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return f"own.{self.slug}"


class OwnPoint(models.Model):
    """One period of a measure of the organisation's own; a recount of contacts leaves it alone."""

    measure = models.ForeignKey(OwnMeasure, on_delete=models.CASCADE, related_name="points")
    team = models.ForeignKey(Team, null=True, on_delete=models.CASCADE, related_name="+")
    grain = models.CharField(max_length=5, choices=Grain.choices)
    starts_on = models.DateField()
    value = models.FloatField()
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)

    class Meta:
        ordering = ("starts_on",)
        constraints = (
            models.UniqueConstraint(
                fields=["measure", "team", "grain", "starts_on"], name="one_own_point_a_team_and_period"
            ),
            models.UniqueConstraint(
                fields=["measure", "grain", "starts_on"],
                condition=models.Q(team__isnull=True),
                name="one_own_point_an_organisation_and_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure_id} {self.grain} {self.starts_on}"


class OwnUpload(models.Model):
    """A file with a series: what it would change, and whether it did."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITS = "waits", "waits for a yes"
        TAKEN = "taken", "taken"
        DROPPED = "dropped", "dropped"

    measure = models.ForeignKey(OwnMeasure, on_delete=models.CASCADE, related_name="uploads")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITS)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    rows = models.JSONField(default=list)
    """What the file held; emptied when it was taken or dropped."""
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"upload {self.pk} of {self.measure_id}"
