"""Steps proposed to go, as policies from a day on."""

from datetime import date

import numpy as np
import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.policy import Policy, PolicySet, parse_policies
from headwater.analysis.policy.script import script_inventory
from headwater.analysis.policy.script_chart import steps_figure
from headwater.analysis.policy.script_contacts import (
    StepContacts,
    parse_step_contacts,
    step_contacts_from,
)
from headwater.analysis.policy.script_proposal import without_steps
from headwater.analysis.policy.script_result import inventory_from
from headwater.analysis.policy.writing import policies_text

DAY, START = date(2026, 3, 1), date(2026, 4, 6)
POLICIES = PolicySet(
    (
        Policy(
            "offer",
            "Sales",
            "script_step",
            ">=",
            40.0,
            document_ref="Script",
            order=1,
            principle="ask",
            step="offer",
        ),
        Policy(
            "explain", "Quality", "script_step", ">=", 60.0, document_ref="Script", order=2, step="explain"
        ),
        Policy("answer", "WFM", "service_level", ">=", 0.8),
    ),
    "ours",
)


def contacts(n: int = 3000) -> StepContacts:
    draw = np.random.default_rng(2)
    offer, explain = draw.random(n) < 0.5, draw.random(n) < 0.5
    seconds = 200 * draw.lognormal(-0.08, 0.4, n) + 40 * offer + 60 * explain
    resolved = draw.random(n) < 0.6 + 0.15 * explain
    return StepContacts(
        np.array(["a", "b"] * (n // 2)), seconds, resolved, {"offer": offer, "explain": explain}
    )


def test_the_step_ends_the_day_before_and_reviews_by_principle_begin() -> None:
    inventory = script_inventory(POLICIES, contacts(), on=DAY)
    made = without_steps(POLICIES, inventory, start=START)
    assert [one.id for one in made.in_force(date(2026, 4, 5))] == ["offer", "explain", "answer"]
    assert [one.id for one in made.in_force(START)] == ["explain", "answer", "reviews-by-principle"]
    assert made.policies[-1].says == "Ask targeted questions."
    assert parse_policies(policies_text(made)) == made


def test_reviews_that_are_asked_for_already_are_not_added_again() -> None:
    reviews = Policy("mine", "Quality", "principle_review_frac", ">=", 0.05)
    policies = PolicySet((*POLICIES, reviews), "ours")
    made = without_steps(policies, script_inventory(policies, contacts(), on=DAY), start=START)
    assert len(made) == 4


def test_nothing_is_exported_where_nothing_is_proposed() -> None:
    with pytest.raises(UsageError, match="No step is known to cost time for nothing"):
        without_steps(POLICIES, script_inventory(POLICIES, None, on=DAY), start=START)


def test_contacts_and_inventory_read_back_as_they_were_kept() -> None:
    given = contacts(600)
    names, rows = given.to_rows()
    back = step_contacts_from(names, rows, ("offer", "explain"))
    assert back.reason.tolist() == given.reason.tolist()
    assert back.done["offer"].tolist() == given.done["offer"].tolist()
    inventory = script_inventory(POLICIES, back, on=DAY)
    assert inventory_from(inventory.to_dict(), POLICIES).to_dict() == inventory.to_dict()
    left = inventory_from(inventory.to_dict(), [POLICIES.policies[1]])
    assert [step.policy.id for step in left.steps] == ["explain"]
    assert list(step_contacts_from(names, rows, ("explain",)).done) == ["explain"]


def test_the_picture_names_every_step_and_its_verdict() -> None:
    figure = steps_figure(script_inventory(POLICIES, contacts(), on=DAY))
    assert figure.columns["Verdict"] == ["costs time and resolves no more", "resolves more"]
    assert "1 of 2 may go" in figure.description
    assert "<svg" in figure.svg()


def test_every_fault_of_a_file_of_contacts_is_named_at_once() -> None:
    text = "reason,handle_seconds,resolved,ofer\n,abc,1,1\nbill,200,2,1\n"
    with pytest.raises(BadDataError) as refused:
        parse_step_contacts(text, "steps.csv", ("offer", "explain"))
    said = refused.value.message.splitlines()
    assert said == [
        "steps.csv: the column 'ofer' is no step of a script. Did you mean 'offer'? Columns of steps carry "
        "the ids of the policies.",
        "steps.csv, line 2, reason: it is empty: contacts are compared within their reason.",
        "steps.csv, line 2, handle_seconds: 'abc' is not a number.",
        "steps.csv, line 3, resolved: '2' is neither yes nor no: write 1 or 0.",
    ]
    with pytest.raises(BadDataError, match="it has no column of a step"):
        parse_step_contacts("reason,handle_seconds,resolved\nbill,200,1\n", "steps.csv", ("offer",))
