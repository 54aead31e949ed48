"""Records of coding: codebooks, samples, what people said of each contact, and what was decided.

No words of a contact are kept here but the few that a coder quotes; what coders read comes from the store.
"""

from django.db import models
from django.utils import timezone

from headwater.apps.people.models import User


class CodebookVersion(models.Model):
    """One version of a codebook; its text no longer changes once a study codes by it."""

    name = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    text = models.TextField()
    frozen_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="codebooks_added")

    class Meta:
        ordering = ("name", "-version")
        constraints = (
            models.UniqueConstraint(fields=["name", "version"], name="one_codebook_a_name_and_version"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Study(models.Model):
    """A sample of contacts that people code: how it was drawn, by which codebook, and where it stands."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAWING = "drawing", "being drawn"
        OPEN = "open", "open"
        CLOSED = "closed", "closed"

    title = models.CharField(max_length=120)
    codebook = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="studies")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAWING)
    asked = models.JSONField(default=dict)
    """What was asked for: size or margin, strata, days, share of double coding, seed, coders, draws done."""
    design = models.JSONField(null=True)
    """How it was drawn, as `designs.as_plain` writes it; None until it is."""
    notes = models.JSONField(default=list)
    simulated = models.BooleanField(default=False)
    """Whether coders were simulated."""
    is_sample = models.BooleanField(default=False)
    """Whether it belongs to the sample organisation."""
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="studies_created")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.title


class DrawnContact(models.Model):
    """A contact of a study, by the name it has in the store."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="contacts")
    place = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    contact_id = models.CharField(max_length=400)
    stratum = models.TextField(blank=True)
    inclusion_probability = models.FloatField(default=0.0)
    chosen = models.CharField(max_length=10)
    batch = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(
                fields=["study", "source", "contact_id"], name="a_contact_once_in_a_study"
            ),
        )

    def __str__(self) -> str:
        return f"contact {self.pk} of study {self.study_id}"

    @property
    def item(self) -> str:
        """How the contact is called in a sheet."""
        return f"{self.source}/{self.contact_id}"


class Answers(models.Model):
    """What one person says of one contact: the answers so far, and what they came to when it was finished.

    Every change counts `revision` up. A change names the revision it was made from, so that of two windows
    only one can write.
    """

    class State(models.TextChoices):
        """Where it stands."""

        ASSIGNED = "assigned", "waiting"
        OPEN = "open", "being answered"
        DONE = "done", "done"

    state = models.CharField(max_length=10, choices=State.choices, default=State.ASSIGNED)
    answers = models.JSONField(default=dict)
    """By field, in the order asked; an empty text where a field was left out."""
    revision = models.PositiveIntegerField(default=0)
    codes = models.JSONField(default=dict)
    evidence_quote = models.TextField(blank=True)
    note = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(null=True)

    class Meta:
        abstract = True


class Reading(Answers):
    """One coder's reading of one contact, from the moment it is given to them."""

    contact = models.ForeignKey(DrawnContact, on_delete=models.CASCADE, related_name="readings")
    coder = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="readings")
    coder_name = models.CharField(max_length=120, blank=True)
    """Name of a coder without an account: simulated, or from a sheet."""
    turn = models.PositiveIntegerField()
    """Place in the coder's own queue; a skipped contact moves to its end."""

    class Meta:
        ordering = ("turn", "pk")
        indexes = (models.Index(fields=["coder", "state"], name="readings_of_a_coder"),)
        constraints = (
            models.UniqueConstraint(
                fields=["contact", "coder"],
                condition=models.Q(coder__isnull=False),
                name="one_reading_a_coder",
            ),
            models.UniqueConstraint(
                fields=["contact", "coder_name"],
                condition=models.Q(coder__isnull=True),
                name="one_reading_a_named_coder",
            ),
            models.CheckConstraint(
                condition=models.Q(coder__isnull=False, coder_name="")
                | (models.Q(coder__isnull=True) & ~models.Q(coder_name="")),
                name="a_reading_is_somebodys",
            ),
        )

    def __str__(self) -> str:
        return f"reading {self.pk}"


class Decision(Answers):
    """What was decided where readings of a contact differ. `note` says why."""

    contact = models.OneToOneField(DrawnContact, on_delete=models.CASCADE, related_name="decision")
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="decisions")
    taken_at = models.DateTimeField(default=timezone.now)
    """When it was last put before the person who decides."""
    simulated = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"decision {self.pk}"


class Count(models.Model):
    """The codes of a study as they were when somebody let them count in the diagnosis."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="counts")
    contacts = models.JSONField()
    """Codes by contact, without quotes and notes; see `counting`."""
    design = models.JSONField()
    coded = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)
    counted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="counts_made")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                models.ExpressionWrapper(models.Q(ended_at__isnull=True), output_field=models.BooleanField()),
                condition=models.Q(ended_at__isnull=True),
                name="one_count_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"count {self.pk}"


class Figures(models.Model):
    """What is known of a study so far, computed in the background: agreement, and the interval it buys."""

    study = models.OneToOneField(Study, on_delete=models.CASCADE, related_name="figures")
    readings = models.PositiveIntegerField()
    decisions = models.PositiveIntegerField()
    found = models.JSONField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "figures"

    def __str__(self) -> str:
        return f"figures of study {self.study_id}"
