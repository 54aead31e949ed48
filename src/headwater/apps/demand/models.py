"""Records of demand: diagnoses ready to be shown, and what they are priced by."""

from django.db import models
from django.utils import timezone

from headwater.apps.people.models import User


class Prices(models.Model):
    """What contacts are priced by, and which units are part of support; every change is a new record."""

    currency = models.CharField(max_length=8, blank=True)
    per_hour = models.JSONField(default=dict)
    per_contact = models.JSONField(default=dict)
    inside = models.JSONField(default=list)
    changed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)
    is_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "prices"

    def __str__(self) -> str:
        return f"prices {self.pk}"


class Diagnosis(models.Model):
    """One diagnosis, by what it was made from: version of the store, of the codes, prices, filters."""

    key = models.CharField(max_length=64, unique=True)
    store_version = models.PositiveBigIntegerField()
    codes_version = models.CharField(max_length=120, blank=True)
    prices = models.ForeignKey(Prices, null=True, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=64, db_index=True)
    filters = models.JSONField(default=dict)
    said = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-made_at", "-pk")
        verbose_name_plural = "diagnoses"

    def __str__(self) -> str:
        return f"diagnosis {self.pk}"


class Page(models.Model):
    """What one page shows of a diagnosis, ready to be shown: sentences, tables, drawings."""

    diagnosis = models.ForeignKey(Diagnosis, on_delete=models.CASCADE, related_name="pages")
    name = models.CharField(max_length=40)
    # as text: a JSON column of PostgreSQL would put the columns of tables into another order
    content = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["diagnosis", "name"], name="one_page_a_name"),)

    def __str__(self) -> str:
        return f"{self.name} of diagnosis {self.diagnosis_id}"
