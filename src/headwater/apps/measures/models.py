"""What was measured, period by period."""

from django.db import models

from headwater.apps.people.models import Team


class MeasuredPoint(models.Model):
    """One measure of one scope in one complete week or month; written anew for every version of the store."""

    class Grain(models.TextChoices):
        """How long the period is."""

        WEEK = "week", "week"
        MONTH = "month", "month"

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
