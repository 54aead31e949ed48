"""Which nodes the tree has: nothing is dropped, what is rare is folded and counted."""

from headwater.analysis.demand.causes.branches import NOT_SAID, Readings, flat, tree


def failed(reason: str, cause: str = "process", code: str = "policy", owner: str = "Depot") -> dict[str, str]:
    return {
        "demand_type": "failure",
        "failure_code": code,
        "reason": reason,
        "cause": cause,
        "cause_owner": owner,
    }


def coded(**counts: int) -> Readings:
    return tuple((failed(name),) for name, count in counts.items() for _ in range(count))


def test_codes_on_five_contacts_have_a_node_and_rarer_ones_are_folded() -> None:
    nodes = flat(coded(late=9, lost=5, wrong=4, odd=1), "reason")
    assert [(n.codes[-1][1], n.coded, n.folded) for n in nodes] == [
        ("late", 9, ()),
        ("lost", 5, ()),
        ("failure", 5, ("odd", "wrong")),
    ]


def test_every_contact_lies_in_exactly_one_child() -> None:
    readings = (*coded(late=9, lost=5, wrong=4), ({"demand_type": "failure", "failure_code": "policy"},) * 1)
    top = tree(readings)
    for said in readings:
        for parent in (top, top.children[0]):
            assert sum(child.holds(said[0]) for child in parent.children) == 1


def test_a_field_nobody_filled_in_is_folded_and_named_apart() -> None:
    nodes = flat((*coded(late=9), ({"demand_type": "failure"},), (failed("odd"),)), "reason")
    assert nodes[-1].folded == (NOT_SAID, "odd")
    assert nodes[-1].holds({"demand_type": "failure"})
    assert not nodes[-1].holds({"demand_type": "value"})


def test_where_every_code_is_rare_there_is_no_level_below() -> None:
    assert flat(coded(a=2, b=3, c=4), "reason") == ()


def test_readings_that_differ_count_half_each() -> None:
    both = ((failed("late"), failed("lost")),)
    nodes = flat((*coded(late=5), *both, *both), "reason")
    assert [(n.codes[-1][1], n.coded) for n in nodes] == [("late", 6), ("failure", 1)]


def test_four_levels_lie_below_failure_demand_and_only_named_nodes_are_asked_for() -> None:
    top = tree(coded(late=9, odd=1))
    code = top.children[0]
    reason, rest = code.children
    assert [b.level for b in (top, code, reason, *reason.children, *reason.children[0].children)] == [
        "demand_type",
        "failure_code",
        "reason",
        "cause",
        "cause_owner",
    ]
    assert rest.folded == ("odd",)
    assert len(top.targets()) == 5
    assert str(top.targets()[2]) == "demand_type=failure, failure_code=policy, reason=late"


def test_demand_of_value_has_no_place_in_the_tree() -> None:
    assert tree((({"demand_type": "value", "reason": "late"},),) * 20).coded == 0
