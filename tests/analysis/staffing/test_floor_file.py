"""A floor from a YAML file: what it says comes through, and every fault is named with its line."""

from math import inf, log, sqrt
from pathlib import Path

import pytest

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.staffing.simulation import example_floor, parse_floor, read_floor, simulate

SMALL = """
hours: 2
contacts:
  - {name: calls, per_hour: 60, handle_s: 120}
groups:
  - {name: team, agents: 4, skills: calls}
"""


def test_the_example_holds_everything_and_runs() -> None:
    floor = parse_floor(example_floor())
    calls, chats = floor.kinds
    phone, both = floor.groups
    assert (floor.hours, floor.warm_up_hours, floor.threshold_seconds, floor.intervals) == (4, 0.5, 20, 8)
    assert calls.arrivals_per_hour == [80, 80, 140, 140, 120, 120, 90, 90]
    assert calls.handle_spread == pytest.approx(sqrt(log(1 + 0.7**2)))
    assert (calls.redial_share, calls.redial_after_seconds) == (0.6, 600)
    assert (calls.back_share, calls.back_after_seconds) == (0.25, 3600)
    assert (calls.target_seconds, calls.cut_share, calls.cut_back_share) == (420, 0.3, 0.7)
    assert (calls.callback_share, calls.callback_priority) == (0.1, 1)
    assert (chats.handle_spread, chats.patience_seconds, chats.priority) == (-1, 240, 1)
    assert phone.agents == [10, 16, 16, 16, 16, 16, 16, 10]
    assert (both.agents, list(both.kinds), both.speed) == (8, ["calls", "chats"], 0.95)
    found = simulate(floor, runs=2)
    assert found.figure("cut", kind="calls").value
    assert found.figure("cut", kind="chats").value == 0


def test_what_is_left_out_is_as_usual() -> None:
    floor = parse_floor(SMALL)
    assert floor.intervals == 1
    assert floor.kinds[0].patience_seconds == inf
    assert floor.kinds[0].back_share == 0
    assert floor.groups[0].speed == 1


def test_a_list_decides_the_intervals_where_nobody_says_them() -> None:
    floor = parse_floor(SMALL.replace("per_hour: 60", "per_hour: [60, 80, 40, 20]"))
    assert (floor.intervals, floor.interval_seconds) == (4, 1800)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("hours: 2", "hourz: 2", "line 2: the floor, hourz: there is no such field. Did you mean 'hours'?"),
        ("hours: 2", "", "the floor: `hours` is missing: how long a run lasts."),
        ("hours: 2", "hours: 0", "line 2: the floor, hours: is 0: it has to be above 0."),
        ("per_hour: 60", "per_hour: -6", "line 4: contacts 'calls', per_hour: is -6: a negative value"),
        ("per_hour: 60, ", "", "line 4: contacts 'calls', per_hour: is missing"),
        (
            "handle_s: 120",
            "handle_s: long",
            "line 4: contacts 'calls', handle_s: has to be a number, not 'long'.",
        ),
        ("handle_s: 120", "handle_s: 0", "line 4: contacts 'calls', handle_s: is 0: it has to be above 0."),
        ("handle_s: 120", "speed: 2", "contacts 'calls', handle_s: is missing"),
        ("120}", "120, redial: {share: 100%}}", "redial, share: is 1: if everyone comes back, contacts grow"),
        ("120}", "120, redial: {share: 160%}}", "redial, share: is 1.6: it cannot be over 1."),
        ("120}", "120, comes_back: 30%}", "comes_back: has to be a set of keys, not '30%'."),
        ("120}", "120, target: {cut: 20%}}", "target, seconds: is missing"),
        ("name: calls, ", "", "line 4: contacts 1, name: is missing: give it a name of its own."),
        ("agents: 4", "agents: 4.5", "line 6: groups 'team', agents: 4.5 agents cannot be there."),
        ("agents: 4, ", "", "line 6: groups 'team': say either `agents`"),
        ("skills: calls", "skills: mail", "skills: 'mail' does not come here. Known: calls."),
        ("skills: calls", "skills: chats", "line 4: contacts 'calls': nobody can help with it: name calls"),
        (", skills: calls", "", "line 6: groups 'team', skills: is missing"),
        (
            "groups:\n  - {name: team, agents: 4",
            "interval_minutes: 30\ngroups:\n  - {name: team, agents: [4, 4, 4]",
            "line 7: groups 'team', agents: has 3 figures, and a run has 4 intervals. Give one figure, or",
        ),
        (
            "hours: 2",
            "hours: 2\nwarm_up_hours: 3",
            "line 3: the floor, warm_up_hours: is 3: the warm-up has to",
        ),
        ("hours: 2", "hours: 2\ninterval_minutes: 50", "is 50: it does not divide 2 hours into intervals."),
        (
            "contacts:",
            "contacts: []\nmore:",
            "contacts: a floor needs a list with at least one kind of contact.",
        ),
        (
            "agents: 4",
            "shifts: [{from: 0:15, until: 1:00, agents: 2}]",
            "line 6: groups 'team', shift 1, from: 0:15 is within an interval: they are 30 minutes long.",
        ),
        ("agents: 4", "shifts: [{from: 1:00, until: 0:30, agents: 2}]", "until: 0:30 is not after 1:00."),
        ("agents: 4", "shifts: [{from: 0:00, until: 5:00, agents: 2}]", "5:00 is after the end of the run"),
        ("agents: 4", "shifts: [{from: early, until: 1:00, agents: 2}]", "from: 'early' is no time."),
        ("agents: 4", "shifts: [{from: 0:00, until: 1:00}]", "shift 1, agents: has to be whole people"),
        ("agents: 4", "shifts: [{from: 0:00, until: 1:00, agents: 1.5}]", "agents: has to be whole people"),
    ],
)
def test_every_fault_is_named_with_its_line(old: str, new: str, said: str) -> None:
    assert old in SMALL
    with pytest.raises(BadDataError) as caught:
        parse_floor(SMALL.replace(old, new, 1), "floor.yaml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("floor.yaml, line ")


def test_all_faults_are_named_at_once() -> None:
    with pytest.raises(BadDataError) as caught:
        parse_floor(SMALL.replace("60", "-1").replace("agents: 4", "agents: 4.5"))
    assert len(str(caught.value).splitlines()) == 2


def test_two_of_one_name_are_refused() -> None:
    twice = SMALL.replace("groups:", "  - {name: calls, per_hour: 1, handle_s: 1}\ngroups:")
    with pytest.raises(BadDataError, match="line 5: contacts 'calls', name: stands twice"):
        parse_floor(twice)


def test_what_is_no_floor_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDataError, match="a floor is a set of keys"):
        parse_floor("- 1")
    with pytest.raises(BadDataError, match="line 1: this is not YAML"):
        parse_floor("hours: [")
    with pytest.raises(UsageError, match=r"There is no file .*none\.yaml: give a YAML file of a floor"):
        read_floor(tmp_path / "none.yaml")
