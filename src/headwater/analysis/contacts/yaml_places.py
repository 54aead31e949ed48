"""YAML as plain text values, with the line of every key, so that an error can say where it is."""

from typing import Any

import yaml

from headwater.analysis.errors import UsageError

_MOST_PLACES = 20_000
"""Far more values than a mapping has; a few lines whose parts repeat each other could hold billions."""

Place = tuple[str | int, ...]
"""The way to a value: keys and positions from the top."""


def load_with_places(text: str, name: str) -> tuple[Any, dict[Place, int]]:
    """Return the content of a YAML text and the line (from 1) of each of its values.

    Every scalar stays text: in a mapping, `no`, `007` and `2026-01-01` are what an export says, not a
    boolean, a number or a date.

    Raises
    ------
    UsageError
        The text is not YAML, or a key stands twice in the same place.

    Examples
    --------
    >>> load_with_places("empty: [no, 007]", "m.yaml")
    ({'empty': ['no', '007']}, {(): 1, ('empty',): 1, ('empty', 0): 1, ('empty', 1): 1})
    """
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageError(f"{name}{where}: this is not YAML: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{name}: this is not YAML: {error}.") from error
    places: dict[Place, int] = {}
    return (None if root is None else _value(root, (), places, name, ())), places


def _value(node: yaml.Node, place: Place, places: dict[Place, int], name: str, above: tuple[int, ...]) -> Any:
    if id(node) in above:
        raise UsageError(f"{name}, line {node.start_mark.line + 1}: this part contains itself.")
    above = (*above, id(node))
    places.setdefault(place, node.start_mark.line + 1)
    if len(places) > _MOST_PLACES:
        raise UsageError(f"{name}: it holds more than {_MOST_PLACES:,} values, which no mapping does.")
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, i), places, name, above) for i, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise UsageError(f"{name}, line {line}: a key has to be a plain word.")
        key = key_node.value
        if key in found:
            raise UsageError(f"{name}, line {line}: the key {key!r} stands twice. Keep one.")
        places[(*place, key)] = line
        found[key] = _value(value_node, (*place, key), places, name, above)
    return found
