"""What a plan may begin with: measure, effect and value that follow from its cause or from a scenario."""

from collections.abc import Sequence
from dataclasses import dataclass

from headwater.analysis.interventions.prediction import Prediction
from headwater.analysis.interventions.promise import day_words
from headwater.apps.interventions.models import Intervention
from headwater.apps.interventions.selectors.offering import Offered, Option
from headwater.apps.interventions.selectors.origins import Cause, address_of, cause_at, scenario_of
from headwater.apps.interventions.selectors.together import Together, together_for
from headwater.apps.measures.selectors import measures_of_reasons
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action, Scope
from headwater.apps.people.selectors import may
from headwater.apps.policy import predicting
from headwater.apps.policy.models import Scenario

PART_WORTH_HAVING = 1 / 3
"""Part of a cause's contacts that a fix is suggested to prevent at least: a judgement, said as one."""

PART_OF_PREDICTED = 1 / 2
"""Part of what a scenario predicts that is suggested as worth having at least: a judgement, said as one."""

_OF_ALL = ("contacts.rate", "contacts.volume")


@dataclass(frozen=True)
class OfMeasure:
    """What is predicted of one measure that is offered."""

    option: Option
    prediction: Prediction

    @property
    def words(self) -> str:
        """The prediction, to be read."""
        return self.prediction.words(self.option.measure.unit, self.option.per)


@dataclass(frozen=True)
class Suggested:
    """What the form of a first plan begins with.

    Attributes
    ----------
    amount : float or None
        In `unit`, without a sign.
    value : float or None
        What one unit of the measure's sum is worth.
    why : str
        Where it comes from, to be read beside the form.
    predictions : tuple of OfMeasure
        What is predicted, by a scenario that was tried, of each measure that is offered.
    together : Together or None
        The reasons of the cause, where it has several that are measured one by one.
    """

    measure: str = ""
    amount: float | None = None
    value: float | None = None
    why: str = ""
    unit: str = "%"
    predictions: tuple[OfMeasure, ...] = ()
    together: Together | None = None

    @property
    def prediction(self) -> Prediction | None:
        """What is predicted of the measure that is suggested."""
        return next(
            (one.prediction for one in self.predictions if one.option.reference == self.measure), None
        )


def suggested_for(user: User, intervention: Intervention, offered: Offered) -> Suggested:
    """Suggest measure, smallest effect and value for a plan: from a scenario, or from a cause."""
    scenario = scenario_of(user, intervention)
    if scenario is not None:
        return _from_a_scenario(scenario, intervention, offered)
    cause = cause_at(user, address_of(intervention.origin, intervention.origin_key))
    if cause is None:
        return Suggested()
    together = together_for(user, intervention, offered)
    own = _own_measure(user, cause, offered) or (together.measure if together else None)
    chosen = own or next((one for key in _OF_ALL for one in offered.measures if one.reference == key), None)
    if chosen is None or cause.share.value is None:
        return Suggested(value=cause.cost_a_contact, together=together)
    part = PART_WORTH_HAVING * (1.0 if own else cause.share.value)
    amount = _round(100 * part)
    if own and together and own is together.measure:
        why = (
            f"“{own.name}” counts the {len(together.reasons)} reasons of this cause together. About a third "
            "of them fewer is suggested here."
        )
    elif own:
        why = f"“{own.name}” counts these contacts alone. About a third of them fewer is suggested here."
    else:
        why = (
            f"These are {cause.share.percent()} of all contacts, and no measure counts them alone. A third "
            f"of them fewer moves “{chosen.name}” by {amount:g}%."
        )
    if cause.cost_a_contact is not None and intervention.currency == cause.currency:
        why += f" One of them costs about {cause.cost_a_contact:,.2f} {cause.currency}, by your prices."
        return Suggested(chosen.reference, amount, round(cause.cost_a_contact, 2), why, together=together)
    return Suggested(chosen.reference, amount, None, why, together=together)


def predictions_of(user: User, intervention: Intervention, offered: Offered) -> tuple[OfMeasure, ...]:
    """Return what the scenario an intervention began from predicts of the measures that are offered."""
    scenario = scenario_of(user, intervention)
    return () if scenario is None else _predictions(scenario, offered)


def _from_a_scenario(scenario: Scenario, intervention: Intervention, offered: Offered) -> Suggested:
    found = _predictions(scenario, offered)
    better = [one for one in found if one.prediction.value * one.option.measure.sign > 0]
    if not better:
        return Suggested(why=_nothing_better(scenario, found), predictions=found)
    chosen = next((one for one in better if _is_sure(one.prediction)), better[0])
    said = chosen.prediction
    unit = "percentage points" if said.unit == "pp" else "per cent"
    amount = _round(PART_OF_PREDICTED * abs(said.value)) or round(abs(said.value), 2)
    why = (
        f"It predicts that “{chosen.option.name}” will be {chosen.words}. Half of that, {amount:g} {unit}, "
        "is suggested as the smallest effect worth having."
    )
    each = predicting.cost_a_contact(scenario)
    if each is None or predicting.currency_of(scenario) != intervention.currency:
        return Suggested(chosen.option.reference, amount, None, why, said.unit, found)
    why += f" Handling one contact costs about {each:,.2f} {intervention.currency}, by its facts."
    return Suggested(chosen.option.reference, amount, round(each, 2), why, said.unit, found)


def _predictions(scenario: Scenario, offered: Offered) -> tuple[OfMeasure, ...]:
    if not predicting.is_about_us(scenario):
        return ()
    source = f"the scenario “{scenario.name}” of {day_words(scenario.made_at.date())}"
    by_key = {one.reference: one for one in offered.measures}
    return tuple(
        OfMeasure(by_key[one.measure_key], said)
        for one in predicting.predicted(scenario)
        if one.measure_key in by_key and (said := _said(one, source)) is not None
    )


def _said(one: predicting.Predicted, source: str) -> Prediction | None:
    """Return a prediction in figures that can be read and typed; None where it is too small for that."""
    value, low, high = (None if end is None else round(end, 2) for end in _ends(one))
    return Prediction(value, one.unit, low, high, source) if value else None


def _ends(one: predicting.Predicted) -> Sequence[float | None]:
    return one.change.value, one.change.low, one.change.high


def _is_sure(said: Prediction) -> bool:
    """Say whether the interval of a prediction leaves no doubt of its direction."""
    return said.low is None or said.high is None or said.low * said.high > 0


def _nothing_better(scenario: Scenario, found: Sequence[OfMeasure]) -> str:
    if not predicting.is_about_us(scenario):
        return "It was tried on a sample's figures, so it predicts nothing of ours."
    if not found:
        return "It predicts nothing of any measure that is counted here."
    return "It predicts no improvement of any measure that is counted here: say what it is to bring."


def _own_measure(user: User, cause: Cause, offered: Offered) -> Option | None:
    """Return the measure that counts the contacts of one reason, where the cause is about one."""
    if len(cause.reasons) != 1 or not may(user, Action.READ_MEASURES, Scope.ORGANISATION):
        return None
    # coders say the reason in customers' words, the helpdesk in its own: either may name the measure
    keys = [one.key for one in measures_of_reasons(user, [*cause.reasons, *cause.helpdesk[:1]])]
    return next((one for key in keys for one in offered.measures if one.reference == key), None)


def _round(percent: float) -> float:
    """Round to what can be said in a meeting: 1.6, 5, 30."""
    return round(percent, 1) if percent < 10 else float(5 * int(percent / 5))
