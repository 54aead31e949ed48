"""What people say is so, in plain fields; the faults of the whole on the field they belong to."""

from collections.abc import Mapping
from typing import Any

from django import forms

from headwater.analysis.contacts.entries import Fault
from headwater.analysis.errors import BadDataError
from headwater.analysis.policy.facts_reading import facts_of
from headwater.analysis.policy.policy import SCOPES
from headwater.apps.policy.forms.asking import list_of
from headwater.apps.policy.forms.fact_rows import Rows, as_number, as_typed, pairs_of
from headwater.apps.policy.told_facts import SECTIONS, Told, value_in

_PLAIN = [told for _, facts in SECTIONS for told in facts if told.kind != "text" or told.key == "currency"]
_KEPT = ("name", "about", "notes")
_UNITS = {"seconds": "Seconds.", "share": "Such as 85%.", "people": "", "number": "", "money": "", "text": ""}


def field_of(key: str) -> str:
    """Return the name of the field of a fact: `today.talk_s` has `today-talk_s`."""
    return key.replace(".", "-")


class FactsForm(forms.Form):
    """All facts but the remedies and the limits, which have rows."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, said: Mapping[str, Any], **options: Any) -> None:
        self.before = said
        options["initial"] = {**_begin(said), **options.get("initial", {})}
        super().__init__(*args, **options)
        for told in _PLAIN:
            self.fields[field_of(told.key)] = _plain(told)
        more: dict[str, tuple[str, str]] = {
            "contacts_per_hour": (
                "or contacts an hour",
                "In place of issues: with the repeats among them. Takes the share resolved today.",
            ),
            "resolution-best": ("Resolved with all the time there is", "Such as 94%."),
            "resolution-seconds": (
                "Seconds of talk after which 63% of that is reached",
                "A curve that rises fast first. Give points instead where you measured some.",
            ),
            "throughput": ("Work with 1, 2, 3 chats at once", "Against one at a time, such as 1, 1.6, 1.95."),
        }
        for name, (label, words) in more.items():
            self.fields[name] = forms.CharField(required=False, max_length=100, label=label, help_text=words)
        pairs = {
            "resolution-points": ("or points: seconds and share", "A line each, such as 120 45%."),
            "qa_seconds": (
                "Talk time that a quality score takes",
                "A line each: points and seconds, such as 80 200.",
            ),
        }
        for name, (label, words) in pairs.items():
            area = forms.Textarea(attrs={"rows": 3})
            self.fields[name] = forms.CharField(
                required=False, max_length=1000, label=label, help_text=words, widget=area
            )
        for name in SCOPES:
            label = name.replace("_", " ").capitalize()
            self.fields[f"scope-{name}"] = forms.CharField(required=False, max_length=400, label=label)

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in the groups they are shown in."""
        return [(title, words, [self[name] for name in names]) for title, words, names in _GROUPS]

    def content(self, remedies: Rows, limits: Rows) -> dict[str, Any]:
        """Return what was said as plain data, without what nobody said."""
        said = self.cleaned_data
        found: dict[str, Any] = {name: self.before[name] for name in _KEPT if self.before.get(name)}
        for name in [
            *(told.key for told in _PLAIN),
            "contacts_per_hour",
            "resolution.best",
            "resolution.seconds",
        ]:
            if text := said[field_of(name)]:
                _put(found, name, text if name == "currency" else as_number(text))
        if said["resolution-points"]:
            _put(found, "resolution.points", pairs_of(said["resolution-points"]))
        if said["qa_seconds"]:
            found["qa_seconds"] = pairs_of(said["qa_seconds"])
        if said["throughput"]:
            found["throughput"] = list_of(said["throughput"])
        for name in SCOPES:
            if said[f"scope-{name}"]:
                _put(found, f"scope.{name}", list_of(said[f"scope-{name}"]))
        parts = {"remedies": [row.part for row in remedies], "limits": [row.part for row in limits]}
        return found | {name: dict(p for p in rows if p) for name, rows in parts.items() if any(rows)}

    def check(self, remedies: Rows, limits: Rows) -> bool:
        """Say whether it can be so, and put every fault onto the field it belongs to."""
        content = self.content(remedies, limits)
        if not content:
            return True
        try:
            facts_of(content)
        except BadDataError as error:
            for fault in error.data.get("problems", ()):
                self._fault(fault, remedies, limits)
            return False
        return True

    def _fault(self, fault: Fault, remedies: Rows, limits: Rows) -> None:
        at = [str(one) for one in fault.at]
        words = fault.words[:1].upper() + fault.words[1:]
        for rows in (remedies, limits):
            if at and at[0] == rows.prefix and len(at) > 1:
                row = next(row for row in rows if row.part and row.part[0] == at[1])
                row.add_error(at[2] if len(at) > 2 and at[2] in row.fields else None, words)
                return
        name = "-".join(at)
        if name == "resolution":
            name = "resolution-best"
        self.add_error(name if name in self.fields else None, words)


def _plain(told: Told) -> forms.Field:
    words = f"{told.help} {_UNITS[told.kind]}".strip()
    most = 3 if told.key == "currency" else 40
    return forms.CharField(required=False, max_length=most, label=told.words, help_text=words)


def _put(found: dict[str, Any], key: str, value: Any) -> None:
    first, _, rest = key.partition(".")
    if rest:
        found.setdefault(first, {})[rest] = value
    else:
        found[first] = value


def _begin(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form begins with."""
    shares = {told.key for told in _PLAIN if told.kind == "share"} | {"resolution.best"}
    keys = [*(told.key for told in _PLAIN), "contacts_per_hour", "resolution.best", "resolution.seconds"]
    found = {
        field_of(key): as_typed(value, share=key in shares)
        for key in keys
        if (value := value_in(said, key)) is not None
    }
    for key in ("resolution.points", "qa_seconds"):
        if value_in(said, key) is not None:
            found[field_of(key)] = "\n".join(
                " ".join(as_typed(p) for p in pair) for pair in value_in(said, key)
            )
    if said.get("throughput"):
        found["throughput"] = ", ".join(as_typed(one) for one in said["throughput"])
    for name, held in (said.get("scope") or {}).items():
        found[f"scope-{name}"] = held if isinstance(held, str) else ", ".join(held)
    return found


_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Demand", "", ("issues_per_hour", "contacts_per_hour", "call_back_share", "patience_s")),
    (
        "How work is done today",
        "",
        (
            *("today-talk_s", "today-hold_s", "today-wrap_s", "today-fcr_frac", "today-authority"),
            *("today-agents_scheduled", "today-shrinkage_frac"),
        ),
    ),
    (
        "What time does to resolution",
        "Contacts do not tell it: long ones differ in more than their length. Ask those who answer, or try.",
        ("resolution-best", "resolution-seconds", "resolution-points"),
    ),
    ("Money and time", "", ("currency", "cost_per_agent_hour", "hours_per_year")),
    (
        "Escalations and approvals",
        "",
        ("escalation_other", "transfer_other", "approval_s"),
    ),
    ("More about handling", "", ("handle_spread", "throughput", "qa_seconds")),
    (
        "Which work this describes",
        "Empty where it is all of it. Several names are parted by commas.",
        tuple(f"scope-{name}" for name in SCOPES),
    ),
)
