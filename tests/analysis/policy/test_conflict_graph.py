"""The picture holds every conflict, names itself, escapes what people wrote, and stays readable."""

import itertools
from xml.etree import ElementTree

import pytest

from headwater.analysis.policy.conflict_graph import ConflictGraph, Node, graph_of

SVG = "{http://www.w3.org/2000/svg}"


def large() -> ConflictGraph:
    levels = ("exec", "director", "finance", "HR", "WFM")
    nodes = tuple(Node(f"p{n}", levels[n % 5], f"Unit {n}", f"wrap-up of at most {n} s") for n in range(20))
    edges = tuple((f"p{n % 20}", f"p{(n * 7 + 3) % 20}", f"p{(n * 3 + 11) % 20}") for n in range(30))
    return ConflictGraph(nodes, tuple(tuple(dict.fromkeys(edge)) for edge in edges))


@pytest.mark.parametrize("narrow", [False, True])
def test_twenty_policies_and_thirty_conflicts_fit_a_page_and_a_phone(narrow: bool) -> None:
    graph = large()
    root = ElementTree.fromstring(graph.svg(narrow=narrow))
    width = float(root.attrib["viewBox"].split()[2])
    assert width <= (350 if narrow else 700)
    numbers = [t for t in root.iter(f"{SVG}text") if (t.text or "").isdigit()]
    assert [int(t.text or 0) for t in numbers] == list(range(1, 31))
    # two numbers on one line never touch: 7 units a digit
    for line in {t.attrib["y"] for t in numbers}:
        xs = sorted((float(t.attrib["x"]), len(t.text or "")) for t in numbers if t.attrib["y"] == line)
        assert all(b[0] - a[0] > 3.6 * (a[1] + b[1]) for a, b in itertools.pairwise(xs))
    assert sum(1 for _ in root.iter(f"{SVG}circle")) == sum(len(edge) for edge in graph.edges)


def test_colour_is_never_the_only_sign() -> None:
    lines = [
        one
        for one in ElementTree.fromstring(large().svg()).iter(f"{SVG}path")
        if one.get("stroke-width") == "2.5"
    ]
    signs = {(one.attrib["stroke"], one.get("stroke-dasharray", "")) for one in lines[:20]}
    assert len(signs) == 20


def test_what_people_wrote_is_text_and_nothing_else() -> None:
    wicked = '<script>alert("1")</script>&'
    graph = graph_of({"a": {"level": "exec", "issuer": wicked, "demand": wicked}}, [["a"]])
    for narrow in (False, True):
        root = ElementTree.fromstring(graph.svg(narrow=narrow, key='x"y'))
        assert not list(root.iter(f"{SVG}script"))
        assert root.attrib["aria-labelledby"] == 'x"y-title'


def test_levels_stand_from_the_top_and_the_table_has_every_policy() -> None:
    graph = large()
    assert [level for level, _ in graph.rows] == ["exec", "director", "finance", "HR", "WFM"]
    table = graph.columns
    assert len(table["Wants"]) == 20
    first = graph.rows[0][1][0]
    numbers = [f"no. {n}" for n, edge in enumerate(graph.edges, 1) if first.id in edge]
    assert table["In conflicts"][0] == ", ".join(numbers)


def test_it_says_in_words_what_runs_across_levels() -> None:
    nodes = (
        Node("a", "exec", "Board", "x"),
        Node("b", "QA", "Quality", "y"),
        Node("c", "QA", "Quality", "z"),
    )
    assert "1 of 2 runs across levels" in ConflictGraph(nodes, (("a", "b"), ("b", "c"))).description
    assert "It stays on one level" in ConflictGraph(nodes, (("b", "c"),)).description
