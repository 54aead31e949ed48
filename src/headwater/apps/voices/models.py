"""Records of what people say stands in their way, how it belongs together, and what was answered."""

from django.db import models
from django.utils import timezone

from headwater.apps.actions.models import Action
from headwater.apps.people.models import Team, User
from headwater.apps.voices.kinds import Kind, Origin, Verdict, code_label

KINDS = [(kind.value, kind.label) for kind in Kind]
ORIGINS = [(origin.value, origin.label) for origin in Origin]
VERDICTS = [(verdict.value, verdict.label) for verdict in Verdict]


class Cluster(models.Model):
    """Flags that say the same: one kind, one reason, about one thing that contacts are about."""

    kind = models.CharField(max_length=20, choices=KINDS)
    code = models.CharField(max_length=40, blank=True)
    contact_reason = models.CharField(max_length=200, blank=True)
    # where no contact says what it is about, the words that its first flag and the later ones share
    gist = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "code", "contact_reason", "gist"], name="one_cluster_a_meaning"
            ),
        )

    def __str__(self) -> str:
        return f"cluster {self.pk}"

    @property
    def code_label(self) -> str:
        """The reason in words."""
        return code_label(self.kind, self.code)

    @property
    def about(self) -> str:
        """What it is about, for those who may read its flags."""
        return self.contact_reason or self.gist.replace(" ", ", ")


class Flag(models.Model):
    """One thing somebody says stands in their way.

    Who raised it is kept so that the person finds the answer; nothing but their own pages reads it, unless
    they said that they may be named.
    """

    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="flags")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="flags")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(max_length=20, choices=KINDS)
    code = models.CharField(max_length=40, blank=True)
    raised_at = models.DateTimeField(default=timezone.now, db_index=True)
    may_name = models.BooleanField(default=False)
    # a form sent twice, or a program that tries again, makes one flag
    once = models.CharField(max_length=64, blank=True)
    by_sample = models.BooleanField(default=False)

    source = models.CharField(max_length=100, blank=True)
    contact_id = models.CharField(max_length=100, blank=True)
    # None: there is no contact, or there was no store to look into
    contact_known = models.BooleanField(null=True)
    contact_reason = models.CharField(max_length=200, blank=True)

    words = models.TextField(blank=True)
    needed = models.CharField(max_length=300, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    limit = models.CharField(max_length=300, blank=True)
    instruction_a = models.CharField(max_length=300, blank=True)
    origin_a = models.CharField(max_length=20, blank=True, choices=ORIGINS)
    instruction_b = models.CharField(max_length=300, blank=True)
    origin_b = models.CharField(max_length=20, blank=True, choices=ORIGINS)

    class Meta:
        ordering = ("-raised_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["raised_by", "once"], condition=~models.Q(once=""), name="one_flag_a_form"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__isnull=True) | (models.Q(amount__gte=0) & ~models.Q(currency="")),
                name="an_amount_has_a_currency",
            ),
        )

    def __str__(self) -> str:
        return f"flag {self.pk}"

    @property
    def code_label(self) -> str:
        """The reason in words."""
        return code_label(self.kind, self.code)

    @property
    def all_words(self) -> str:
        """Everything it says in the words of its person."""
        parts = (self.words, self.needed, self.limit, self.instruction_a, self.instruction_b)
        return " . ".join(part for part in parts if part)


class Answer(models.Model):
    """What was said back to some flags: we will, we did, we will not, and why."""

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="answers")
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    words = models.TextField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="answers_to_flags")
    answered_at = models.DateTimeField(default=timezone.now, db_index=True)
    flags = models.ManyToManyField(Flag, through="AnsweredFlag", related_name="answers")

    class Meta:
        ordering = ("-answered_at", "-pk")

    def __str__(self) -> str:
        return f"answer {self.pk}"


class AnsweredFlag(models.Model):
    """That an answer is for a flag, and when its person read it."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="answered")
    flag = models.ForeignKey(Flag, on_delete=models.PROTECT, related_name="answered")
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["answer", "flag"], name="one_answer_a_flag_once"),)

    def __str__(self) -> str:
        return f"answer {self.answer_id} to flag {self.flag_id}"


class AnswerAction(models.Model):
    """What is done so that an answer comes true."""

    answer = models.OneToOneField(Answer, on_delete=models.CASCADE, related_name="link")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="answers_to_flags")

    def __str__(self) -> str:
        return f"answer {self.answer_id} by action {self.action_id}"
