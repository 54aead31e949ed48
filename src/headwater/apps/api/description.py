"""The description of the API, laid out for a page that people read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One name with its kind and meaning."""

    name: str
    kind: str
    needed: bool
    meaning: str


@dataclass(frozen=True)
class Operation:
    """One thing to ask."""

    key: str
    title: str
    method: str
    path: str
    paragraphs: list[list[tuple[str, bool]]]
    """Each in parts, with whether the part is code."""
    parameters: list[Field]
    sent: list[Field]
    content_types: list[str]
    answered: list[Field]
    status: str


@dataclass
class Section:
    """What belongs together."""

    title: str
    operations: list[Operation] = field(default_factory=list)


def sections_of(schema: Schema) -> list[Section]:
    """Return the operations of a description in OpenAPI's words, by tag."""
    found: dict[str, Section] = {}
    for path, methods in schema["paths"].items():
        for method, said in methods.items():
            title = said["tags"][0]
            section = found.setdefault(title, Section(title))
            section.operations.append(_operation(schema, path, method, said))
    return list(found.values())


def _operation(schema: Schema, path: str, method: str, said: Schema) -> Operation:
    content = said.get("requestBody", {}).get("content", {})
    sent = content.get("application/json", {}).get("schema", {})
    status = next(code for code in said["responses"] if 200 <= int(code) < 300)
    answered = said["responses"][status]["content"]["application/json"]["schema"]
    return Operation(
        key=said["operationId"].replace("_", "-"),
        title=said["summary"],
        method=method.upper(),
        path=path,
        paragraphs=[_parts(paragraph) for paragraph in said.get("description", "").split("\n\n")],
        parameters=[
            Field(p["name"], f"{_kind(schema, p['schema'])}, in the {p['in']}", p["required"], _meaning(p))
            for p in said["parameters"]
        ],
        sent=list(_fields(schema, sent)),
        content_types=list(content),
        answered=list(_fields(schema, answered)),
        status=str(status),
    )


def _parts(paragraph: str) -> list[tuple[str, bool]]:
    """Return a paragraph in parts: what stands between backticks is code."""
    return [(part, bool(at % 2)) for at, part in enumerate(paragraph.split("`"))]


def _fields(schema: Schema, of: Schema) -> Iterator[Field]:
    whole = _resolved(schema, of)
    whole = _resolved(schema, whole["items"]) if whole.get("type") == "array" else whole
    needed = whole.get("required", [])
    for name, one in whole.get("properties", {}).items():
        yield Field(name, _kind(schema, one), name in needed, _meaning(_resolved(schema, one) | one))


def _resolved(schema: Schema, one: Schema) -> dict[str, Any]:
    ref = one.get("$ref")
    return dict(one if ref is None else schema["components"]["schemas"][ref.rpartition("/")[2]])


def _kind(schema: Schema, one: Schema) -> str:
    """Return in words what may stand there."""
    one = _resolved(schema, one)
    if "const" in one:
        return json.dumps(one["const"])
    if "enum" in one:
        return ", ".join(str(value) for value in one["enum"] if value is not None)
    if "anyOf" in one:
        return " or ".join(dict.fromkeys(_kind(schema, part) for part in one["anyOf"]))
    kinds = one.get("type", "object")
    named = [kinds] if isinstance(kinds, str) else [kind for kind in kinds if kind != "null"]
    words = [_WORDS.get(one.get("format", ""), _WORDS.get(kind, kind)) for kind in named]
    if "array" in named:
        return f"list of {_kind(schema, one['items'])}"
    return " or ".join(dict.fromkeys(words))


def _meaning(said: Schema) -> str:
    return str(said.get("description", "")).split("\n\n")[0].replace("\n", " ")


_WORDS = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
    "date": "day",
    "date-time": "instant with its offset",
    "uuid": "id",
}
