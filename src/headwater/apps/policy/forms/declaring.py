"""A policy as people say it: the metric first, then only what that metric needs."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from headwater.analysis.contacts.entries import Fault
from headwater.analysis.errors import BadDataError
from headwater.analysis.policy.metrics import METRICS, TIMES
from headwater.analysis.policy.policy import LEVELS, OPERATORS, SCOPES, Policy
from headwater.analysis.policy.principles import PRINCIPLES
from headwater.analysis.policy.reading import policy_of
from headwater.apps.policy import differences
from headwater.apps.policy.forms.asking import day_input, list_of
from headwater.apps.policy.forms.own_fields import DESCRIBED, own_fields, said_of
from headwater.apps.policy.forms.policy_parts import (
    GROUPS,
    ORDER,
    beginning,
    choose,
    units_of,
    usual_operator,
)
from headwater.apps.policy.models import Document

_LOWER_ONLY = ("script_s", "script_step", "qa_score_min")
_FIELD_OF = {
    **dict.fromkeys(("frac", "max_amount", "min_s", "minutes"), "value"),
    **{"approval_latency_s": "latency_s", "statistic": "percentile", "currency": "unit", "id": "key"},
}


class PolicyForm(forms.Form):
    """One policy of a metric.

    Attributes
    ----------
    stage : {'new', 'change', 'mend'}
        Whether it is declared, takes the place of another from a day on, or is corrected.
    """

    issuer = forms.CharField(max_length=120, help_text="Who demands it, such as Operations or Quality.")
    level = forms.ChoiceField(
        label="Level of management", choices=[(name, differences.LEVELS[name]) for name in LEVELS]
    )
    operator = forms.ChoiceField(label="Limit")
    value = forms.CharField(max_length=40)
    unit = forms.ChoiceField()
    effective_from = forms.DateField(
        label="First day", required=False, widget=day_input(), help_text="Empty where nobody knows any more."
    )
    effective_to = forms.DateField(label="Last day", required=False, widget=day_input())
    document = forms.ModelChoiceField(
        Document.objects.none(), required=False, empty_label="none of them", label="File it stands in"
    )
    document_ref = forms.CharField(
        required=False,
        max_length=200,
        label="Document",
        help_text="The title of what it is written in, as people call it. Empty where nobody wrote it down.",
    )
    says = forms.CharField(
        required=False,
        max_length=2000,
        label="In which words",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    consequence = forms.ChoiceField(
        label="What hangs on it",
        choices=list(differences.CONSEQUENCES.items()),
        help_text="For those who miss it.",
    )
    hard = forms.BooleanField(
        required=False, label="Nobody here may change it", help_text="A law, a contract, a works agreement."
    )
    weight = forms.CharField(
        max_length=20,
        initial="1",
        help_text="How much a change of it is worth avoiding: 1 is usual, 2 twice as much.",
    )
    why = forms.CharField(
        required=False, max_length=2000, label="Why", widget=forms.Textarea(attrs={"rows": 2})
    )
    key = forms.SlugField(
        required=False,
        max_length=80,
        label="Short key",
        help_text="For files and links, such as four-minutes. Empty: it is made of issuer and metric.",
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        metric: str,
        currency: str = "",
        policy: Policy | None = None,
        stage: str = "new",
        taken: frozenset[str] = frozenset(),
        **options: Any,
    ) -> None:
        self.metric, self.stage, self.taken = METRICS[metric], stage, taken
        begin = {} if policy is None else beginning(policy)
        options["initial"] = {
            "unit": currency,
            **usual_operator(metric),
            **begin,
            **options.get("initial", {}),
        }
        super().__init__(*args, **options)
        for name, field in own_fields(metric).items():
            self.fields[name] = field
        self._offer(currency)
        self.order_fields(ORDER)

    def _offer(self, currency: str) -> None:
        metric, fields = self.metric, self.fields
        allowed = (">=",) if metric.key in _LOWER_ONLY else OPERATORS
        choose(fields["operator"], [(name, differences.OPERATORS[name]) for name in allowed])
        fields["value"].label, fields["value"].help_text = DESCRIBED[metric.key]
        if metric.family == "money":
            fields["unit"] = forms.CharField(
                label="Currency", max_length=3, min_length=3, help_text="Three letters, such as EUR."
            )
            fields["unit"].initial = currency
        else:
            choose(fields["unit"], units_of(metric.key))
        for name in SCOPES:
            fields[name] = forms.CharField(
                required=False, max_length=400, label=name.replace("_", " ").capitalize()
            )
        if metric.key in TIMES:
            fields["percentile"] = forms.CharField(
                required=False,
                max_length=10,
                label="For which share of contacts",
                help_text="Empty for the mean; 90% where nine in ten contacts have to keep to it.",
            )
        if metric.key == "script_step":
            named = [(one, one.replace("_", " ")) for one in PRINCIPLES]
            fields["principle"] = forms.ChoiceField(
                required=False, choices=[("", "none"), *named], label="Principle behind it"
            )
        documents = Document.objects.defer("content")
        fields["document"].queryset = documents  # type: ignore[attr-defined]
        fields["document"].label_from_instance = lambda one: one.title  # type: ignore[attr-defined]
        if not documents.exists():
            del fields["document"]
        if self.stage == "change":
            fields["effective_from"].required = True
            fields["effective_from"].label = "From which day on"
            fields["effective_from"].help_text = "The last day of what it replaces is the day before."
        if self.stage == "mend":
            del fields["key"]
            fields["why"].required = True
            fields["why"].label = "What was written down wrongly"

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in the groups they are shown in, each with its heading and a word of help."""
        return [
            (title, words, [self[name] for name in names if name in self.fields])
            for title, words, names in GROUPS
        ]

    def clean_percentile(self) -> str:
        """Return the share as a file names it; nothing for the mean."""
        text = str(self.cleaned_data["percentile"]).strip().rstrip("%").strip().replace(",", ".")
        if text and not re.fullmatch(r"\d{1,2}(\.\d+)?", text):
            raise forms.ValidationError(
                "Give a share of contacts such as 90%, or leave it empty for the mean."
            )
        return f"p{text}" if text else ""

    def clean(self) -> dict[str, Any]:
        """Put everything that the policy cannot be onto its field."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        try:
            said["policy"] = policy_of(self._content(said))
        except BadDataError as error:
            for fault in error.data["problems"]:
                self._put(fault)
        return said

    @property
    def policy(self) -> Policy:
        """The policy that was said."""
        found: Policy = self.cleaned_data["policy"]
        return found

    def _put(self, fault: Fault) -> None:
        name = str(fault.at[-1]) if fault.at else ""
        name = _FIELD_OF.get(name, name)
        words = fault.words[:1].upper() + fault.words[1:]
        self.add_error(name if name in self.fields else None, words)

    def _content(self, said: Mapping[str, Any]) -> dict[str, Any]:
        document = said.get("document")
        content: dict[str, Any] = {
            "id": said.get("key") or self._key(said["issuer"]),
            "metric": self.metric.key,
            "document_ref": said["document_ref"] or (document.title if document else ""),
            "hard": said["hard"],
            **{name: said[name] for name in ("issuer", "level", "operator", "says", "weight", "consequence")},
            **said_of(self.metric.key, said),
        }
        for name in ("effective_from", "effective_to"):
            if said[name]:
                content[name] = said[name].isoformat()
        scope = {name: list_of(said[name]) for name in SCOPES if said[name]}
        if scope:
            content["scope"] = scope
        if said.get("percentile"):
            content["statistic"] = said["percentile"]
        if said.get("principle"):
            content["principle"] = said["principle"]
        return content

    def _key(self, issuer: str) -> str:
        """Return a key that nobody took."""
        base = slugify(f"{issuer} {self.metric.key.rsplit('_', 1)[0].replace('_', '-')}")[:70] or "policy"
        number, found = 1, base
        while found in self.taken:
            number += 1
            found = f"{base}-{number}"
        return found
