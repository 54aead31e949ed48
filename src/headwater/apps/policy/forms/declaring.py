"""A policy as people say it: the metric first, then only what that metric needs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from headwater.analysis.contacts.entries import Fault
from headwater.analysis.errors import BadDataError
from headwater.analysis.policy.metrics import METRICS, TIMES, UNITS
from headwater.analysis.policy.policy import LEVELS, OPERATORS, SCOPES, Policy
from headwater.analysis.policy.principles import PRINCIPLES
from headwater.analysis.policy.reading import policy_of
from headwater.apps.policy import differences
from headwater.apps.policy.forms.asking import day_input, list_of
from headwater.apps.policy.forms.own_fields import DESCRIBED, MINUTES, own_fields, said_of
from headwater.apps.policy.models import Document

_LOWER_ONLY = ("script_s", "script_step", "qa_score_min")
_USUAL = {"authority": "<=", "service_level": ">="}
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
        help_text="The title of what it is written in, as people call it. Empty where it is said and not written.",
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
        help_text="For files and links, such as four-minutes. Empty: it is made from the issuer and the metric.",
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
        begin = {} if policy is None else _begin(policy)
        options["initial"] = {"unit": currency, **_usual(metric), **begin, **options.get("initial", {})}
        super().__init__(*args, **options)
        for name, field in own_fields(metric).items():
            self.fields[name] = field
        self._offer(currency)
        self.order_fields(_ORDER)

    def _offer(self, currency: str) -> None:
        metric, fields = self.metric, self.fields
        allowed = (">=",) if metric.key in _LOWER_ONLY else OPERATORS
        _choose(fields["operator"], [(name, differences.OPERATORS[name]) for name in allowed])
        fields["value"].label, fields["value"].help_text = DESCRIBED[metric.key]
        if metric.family == "money":
            fields["unit"] = forms.CharField(
                label="Currency", max_length=3, min_length=3, help_text="Three letters, such as EUR."
            )
            fields["unit"].initial = currency
        else:
            _choose(fields["unit"], _units(metric.key))
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
            for title, words, names in _GROUPS
        ]

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
            content["statistic"] = f"p{said['percentile'].strip().rstrip('%').strip()}"
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


_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Who demands it", "", ("issuer", "level")),
    (
        "What it demands",
        "",
        (
            *(
                "step",
                "operator",
                "value",
                "unit",
                "shift_minutes",
                "percentile",
                "threshold_s",
                "definition",
            ),
            *(
                "short_s",
                "remedy_type",
                "latency_s",
                "kind",
                "window_days",
                "order",
                "mandatory",
                "principle",
            ),
        ),
    ),
    ("Since when", "", ("effective_from", "effective_to")),
    ("Where it is written", "", ("document", "document_ref", "says")),
    ("What hangs on it", "", ("consequence", "hard", "weight")),
    (
        "For which work",
        "Empty where it holds for all of it. Several names are parted by commas.",
        SCOPES,
    ),
    ("For the record", "", ("why", "key")),
)
_ORDER = ["seen", *(name for _, _, names in _GROUPS for name in names)]


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]


def _units(metric: str) -> list[tuple[str, str]]:
    if metric == "shrinkage_frac":
        return [("%", "% of scheduled time"), (MINUTES, "minutes of each shift")]
    family = METRICS[metric].family
    if family == "score":
        return [(METRICS[metric].natural_unit, METRICS[metric].natural_unit)]
    if family == "share":
        return [("%", "%")]
    return [(name, _LONG.get(name, name)) for name in UNITS[family]]


_LONG = {"s": "seconds", "min": "minutes", "h": "hours"}


def _usual(metric: str) -> dict[str, Any]:
    return {"operator": _USUAL.get(metric, ">=" if metric.endswith("_frac") and "fcr" in metric else "<=")}


def _begin(policy: Policy) -> dict[str, Any]:
    """Return what a form begins with that is about a policy."""
    family = METRICS[policy.metric].family
    value = policy.value * 100 if family == "share" else policy.value
    unit = (
        policy.currency
        if family == "money"
        else {"share": "%"}.get(family, METRICS[policy.metric].natural_unit)
    )
    same = (
        *(
            "issuer",
            "level",
            "operator",
            "effective_from",
            "effective_to",
            "document_ref",
            "says",
            "consequence",
        ),
        *("hard", "threshold_s", "definition", "short_s", "remedy_type", "latency_s", "kind", "window_days"),
        *("order", "mandatory", "step", "principle"),
    )
    return {
        **{name: getattr(policy, name) for name in same},
        **{name: ", ".join(policy.scope.get(name, ())) for name in SCOPES},
        "value": f"{value:.10g}",
        "unit": unit,
        "weight": f"{policy.weight:g}",
        "percentile": "" if policy.percentile is None else f"{policy.percentile * 100:g}%",
    }
