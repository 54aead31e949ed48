"""The promise of an intervention: on which measure, from when, how far, and what else is watched."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from headwater.analysis.errors import UsageError
from headwater.analysis.interventions.plan import NO_TIME, Plan, Programme, Smallest
from headwater.analysis.interventions.prediction import Prediction
from headwater.analysis.measures import Duration
from headwater.apps.interventions.forms.predicting import OWN_UNIT, UNITS, PredictionForm
from headwater.apps.interventions.selectors.offering import Offered, Option
from headwater.apps.interventions.selectors.suggesting import OfMeasure

SHAPES = [
    ("step", "At once: a new level, and the time to reach everyone is left out"),
    ("ramp", "Bit by bit: in a straight line over the time to reach everyone"),
    ("level_slope", "A new level and a new direction: judged by their mean over the window"),
]
LAUNCHES = [
    ("planned", "It was set in advance, whatever the last weeks were like"),
    ("bad_weeks", "The last weeks were bad, and something had to be done"),
]
SEASONS = [("", "Let the record say"), ("yes", "Yes"), ("no", "No")]


def day_input() -> forms.DateInput:
    """Return what a day is typed into."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _grouped(options: Sequence[Option]) -> list[Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in options:
        groups.setdefault(one.group, []).append((one.reference, one.name))
    return list(groups.items())


def weeks_field(label: str, least: int, most: int, help_text: str = "", *, required: bool = True) -> Any:
    """Return a field for a whole number of weeks."""
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PlanForm(PredictionForm):
    """One plan, in the words of the people who promise it."""

    measure = forms.ChoiceField(
        label="Measure it is judged on",
        help_text="One, and close to what is changed: the further away, the more it moves for other reasons.",
    )
    amount = forms.DecimalField(
        label="It has to move by at least",
        min_value=Decimal("0.0001"),
        max_digits=10,
        decimal_places=4,
        help_text="The smallest effect worth having, in the direction that is better.",
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    unit = forms.ChoiceField(label="Counted in", choices=UNITS)
    start = forms.DateField(label="First day of the change", widget=day_input())
    phase_in = weeks_field(
        "Weeks until it has reached everyone", 0, 52, "0 where it is there for all at once."
    )
    window = weeks_field(
        "Weeks from the start to the verdict", 1, 156, "At least 12 after everyone is reached; 26 suit most."
    )
    shape = forms.ChoiceField(label="How it will show", choices=SHAPES)
    launch = forms.ChoiceField(label="Why it starts then", choices=LAUNCHES, widget=forms.RadioSelect)
    trigger = weeks_field(
        "How many weeks were bad?",
        0,
        26,
        "They are left out. After bad weeks things get better by themselves.",
        required=False,
    )
    value_per_unit = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=4,
        label="What one is worth",
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
    )
    guards = forms.MultipleChoiceField(
        required=False,
        label="Must not get worse meanwhile",
        widget=forms.CheckboxSelectMultiple,
        help_text="If one of these gets worse, the verdict says so in its first sentence.",
    )
    negative_control = forms.ChoiceField(
        required=False,
        label="Must not move at all",
        help_text="Something this cannot touch, measured the same way: another team, another reason. If it "
        "moves too, something else happened, and the verdict will not be yours to claim.",
    )
    comparison = forms.ChoiceField(
        required=False,
        label="Compare with",
        help_text="A series that shares the season and everything else, but not the change: teams that go "
        "on as before. It is subtracted.",
    )
    proposed = forms.MultipleChoiceField(
        required=False,
        label="Other programmes on this measure",
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave out only what surely does not touch it. They are estimated together.",
    )
    trend = forms.BooleanField(
        required=False,
        label="The measure may have been on its way up or down all along",
    )
    seasonal = forms.ChoiceField(required=False, label="Does it move with the year?", choices=SEASONS)
    baseline = weeks_field(
        "Use only so many weeks before the start", 12, 520, "Empty: the whole record.", required=False
    )
    looks = forms.CharField(
        required=False,
        max_length=60,
        label="Also look earlier, after so many weeks",
        help_text="Such as 13. Each look is then judged more strictly, so that together they err as rarely "
        "as one. Nothing is shown in between.",
    )

    def __init__(
        self,
        *args: Any,
        offered: Offered,
        proposals: Sequence[tuple[str, str]],
        foreseen: Sequence[OfMeasure] = (),
        before: tuple[str, Prediction] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.foreseen, self.before = foreseen, before
        self.options = {one.reference: one for one in offered.measures}
        self._choose("measure", [("", "Choose a measure"), *_grouped(offered.measures)])
        self._choose("negative_control", [("", "Nothing named"), *_grouped(offered.besides)])
        self._choose("comparison", [("", "Nothing: its own record alone"), *_grouped(offered.besides)])
        self._choose("guards", [(one.reference, one.title) for one in offered.guards])
        self._choose("proposed", list(proposals))

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_looks(self) -> tuple[Duration, ...]:
        """Read weeks, separated by commas or spaces."""
        said: str = self.cleaned_data["looks"]
        found = []
        for word in said.replace(",", " ").split():
            if not word.isdigit() or not int(word):
                raise forms.ValidationError(f"“{word}” is not a number of weeks. Write 13, or 8, 16.")
            found.append(Duration(int(word)))
        return tuple(sorted(set(found), key=lambda one: one.days))

    def clean(self) -> dict[str, Any]:
        """Refuse what stands against itself."""
        said: dict[str, Any] = super().clean() or {}
        measure = said.get("measure")
        for name in ("comparison", "negative_control"):
            if measure and said.get(name) == measure:
                self.add_error(name, "This is the measure it is judged on. Choose another one.")
        if measure and measure in said.get("guards", ()):
            self.add_error("guards", "The measure it is judged on cannot be a guard as well.")
        if said.get("comparison") and said.get("comparison") == said.get("negative_control"):
            self.add_error("negative_control", "What is subtracted cannot also be what must not move.")
        if said.get("launch") == "bad_weeks" and not said.get("trigger") and "trigger" not in self.errors:
            self.add_error(
                "trigger",
                "Say how many weeks were bad: they would count as “before”, and flatter the change.",
            )
        if said.get("launch") != "bad_weeks":
            said["trigger"] = 0
        option = self.options.get(measure or "")
        if option is not None and option.measure.kind == "share" and said.get("unit") == OWN_UNIT:
            self.add_error("unit", "This measure is a share. Count in per cent or in percentage points.")
        return said

    def plan_of(self, base: Plan, others: Sequence[Programme]) -> Plan | None:
        """Return the plan that was typed; None where the analysis refuses it, with its word on the field.

        Parameters
        ----------
        base : Plan
            What comes from the intervention itself: name, kind, problem, costs.
        """
        said = self.cleaned_data
        option = self.options[said["measure"]]
        amount = float(said["amount"]) * option.measure.sign
        unit: Any = "" if said["unit"] == OWN_UNIT else said["unit"]
        amount = amount if unit else amount / option.per
        value = said["value_per_unit"]
        steps: tuple[tuple[str, Mapping[str, Any]], ...] = (
            (
                "unit",
                {
                    "measure": option.measure,
                    "scope": option.scope,
                    "smallest": Smallest(amount, unit),
                    "start": said["start"],
                },
            ),
            ("window", {"phase_in": Duration(said["phase_in"]), "window": Duration(said["window"])}),
            ("looks", {"looks": _with_the_end(said["looks"], Duration(said["window"]))}),
            (
                "shape",
                {
                    "shape": said["shape"],
                    "trend": said["trend"],
                    "seasonal": {"yes": True, "no": False}.get(said["seasonal"]),
                    "baseline": Duration(said["baseline"]) if said["baseline"] else None,
                    "launch": said["launch"],
                    "trigger": Duration(said["trigger"]) if said["trigger"] else NO_TIME,
                    "others": tuple(others),
                    "comparison": said["comparison"],
                    "negative_control": said["negative_control"],
                    "guards": tuple(said["guards"]),
                    "value_per_unit": None if value is None else float(value),
                },
            ),
        )
        plan = base
        for field, parts in steps:
            try:
                plan = replace(plan, **parts)
            except UsageError as error:
                self.add_error(field, error.message)
                return None
        try:
            return replace(plan, predicted=self.prediction_of(option))
        except UsageError as error:
            self.add_error("predicted", error.message)
            return None


def _with_the_end(looks: tuple[Duration, ...], window: Duration) -> tuple[Duration, ...]:
    """Return registered looks with the end of the window as the last; none where that is the only one."""
    earlier = [look for look in looks if look.days != window.days]
    return (*earlier, window) if earlier else ()
