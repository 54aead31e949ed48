"""What people declared: policies with their history, the documents they stand in, and facts."""

from typing import Any

from django.db import models
from django.utils import timezone

from headwater.analysis.policy import policy as analysis
from headwater.apps.people.models import User


class Document(models.Model):
    """A file that policies stand in, kept as it was given."""

    title = models.CharField(max_length=200)
    issuer = models.CharField(max_length=120, blank=True)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, unique=True)
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("title", "pk")

    def __str__(self) -> str:
        return f"document {self.pk}"


class Policy(models.Model):
    """One declared policy as it is now; what it was before stands in its revisions.

    `content` is `analysis.policy.Policy.to_dict()`. The other columns repeat it for questions. A policy that
    changes on a day is a new one that `replaces` the old; a revision mends what was written down wrongly.
    """

    key = models.SlugField(max_length=80, unique=True)
    content = models.JSONField()
    issuer = models.CharField(max_length=120)
    level = models.CharField(max_length=10)
    metric = models.CharField(max_length=40)
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="policies")
    taken_out_at = models.DateTimeField(null=True)  # it never was a policy: written down by mistake
    from_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("issuer", "key")
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return f"policy {self.pk}"

    @property
    def policy(self) -> analysis.Policy:
        """The policy itself."""
        from headwater.analysis.policy.reading import policy_of

        return policy_of(self.content)


class Revision(models.Model):
    """One state of a declared policy. It is added, never changed."""

    class Kind(models.TextChoices):
        """Why there is a new state."""

        DECLARED = "declared", "declared"
        REPLACED = "replaced", "replaced by another policy"
        ENDED = "ended", "given a last day"
        MENDED = "mended", "mended: it was written down wrongly"
        TAKEN_OUT = "out", "taken out: it never was a policy"

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    content = models.JSONField()
    why = models.TextField(blank=True)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"revision {self.pk}"


class DeclaredFacts(models.Model):
    """What people say is so; the latest counts, and counts more than what contacts say.

    `content` is what `parse_facts` reads, as plain data.
    """

    content: Any = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    from_sample = models.BooleanField(default=False)

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "declared facts"

    def __str__(self) -> str:
        return f"facts {self.pk}"
