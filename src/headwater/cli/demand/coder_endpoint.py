"""Options that let another model read: sentence embeddings from a folder, or a language model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from headwater.analysis.demand.codebook.book import Codebook
    from headwater.analysis.demand.coder.endpoint.coder import EndpointCoder
    from headwater.analysis.demand.coder.protocol import Coder

_FILE = click.Path(path_type=Path, dir_okay=False)
_OPTIONS = (
    click.option(
        "--embeddings",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of a sentence model on this machine, to learn from its vectors instead.",
    ),
    click.option(
        "--endpoint",
        help="Address of an OpenAI-compatible service that reads instead, such as https://models.example/v1.",
    ),
    click.option(
        "--send-text-to",
        default="",
        help="The same address once more: you allow that texts of customers leave this machine for it.",
    ),
    click.option("--endpoint-model", help="Name of the model there."),
    click.option("--key-env", default="", help="Environment variable that holds your key."),
    click.option("--key-file", type=_FILE, help="Or the file that holds it."),
    click.option(
        "--price-in", type=float, help="Price of a million tokens sent; 0 for a server of your own."
    ),
    click.option("--price-out", type=float, help="Price of a million tokens received."),
    click.option("--max-cost", type=float, help="Most that may be spent, in the same currency."),
    click.option(
        "--cache",
        type=_FILE,
        help="File that keeps answers, by hash and without text.  [default: in the store]",
    ),
    click.option("--examples", type=int, default=0, show_default=True, help="Coded texts shown as examples."),
    click.option(
        "--per-minute", type=float, default=300.0, show_default=True, help="Most requests a minute to it."
    ),
    click.option("--concurrency", type=int, default=4, show_default=True, help="Most requests at a time."),
)


def with_endpoint(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options of other models."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def other_coder(
    store: Path, codebook: Codebook | None, given: dict[str, Any], seed: int = 0
) -> tuple[Callable[[], Coder] | None, EndpointCoder | None]:
    """Return what makes the model that was asked for, and that model if it is a language model."""
    from headwater.analysis.errors import UsageError

    language_model = endpoint_coder(store, codebook, given)
    folder: Path | None = given["embeddings"]
    if folder is not None and language_model is not None:
        raise UsageError("--embeddings and --endpoint each name a model. Give one of them.")
    if language_model is not None:
        return (lambda: language_model), language_model
    if folder is None:
        return None, None
    from headwater.analysis.demand.coder.embeddings import EmbeddingCoder, load_sentence_model

    # loaded once: the folds share it
    model = load_sentence_model(folder)
    return (lambda: EmbeddingCoder(folder, seed, model)), None


def endpoint_coder(store: Path, codebook: Codebook | None, given: dict[str, Any]) -> EndpointCoder | None:
    """Return the language model that was asked for; None when none was."""
    from headwater.analysis.demand.coder.endpoint.coder import EndpointCoder
    from headwater.analysis.demand.coder.endpoint.settings import EndpointSettings
    from headwater.analysis.demand.frame import FIELDS
    from headwater.analysis.errors import UsageError

    if given["endpoint"] is None:
        if given["send_text_to"]:
            raise UsageError("--send-text-to allows sending, but nothing would be sent. Add --endpoint URL.")
        return None
    missing = [
        name for name in ("endpoint_model", "price_in", "price_out", "max_cost") if given[name] is None
    ]
    if missing:
        named = ", ".join("--" + name.replace("_", "-") for name in missing)
        raise UsageError(f"--endpoint also needs {named}. For a server of your own all prices can be 0.")
    if codebook is None:
        raise UsageError("--endpoint also needs --codebook: the model is told what its codes mean.")
    settings = EndpointSettings(
        url=given["endpoint"],
        model=given["endpoint_model"],
        send_text_to=given["send_text_to"],
        max_cost=given["max_cost"],
        price_in=given["price_in"],
        price_out=given["price_out"],
        cache=given["cache"] or store / "derived" / "endpoint-answers.sqlite",
        key_variable=given["key_env"],
        key_file=given["key_file"],
        per_minute=given["per_minute"],
        concurrency=given["concurrency"],
    )
    codes = {field: _meanings(codebook, field) for field in FIELDS}
    first = next(field for field in FIELDS if codes[field])
    return EndpointCoder(settings, codes, first, examples=given["examples"])


def _meanings(codebook: Codebook, field: str) -> dict[str, str]:
    found = {}
    for name in codebook.codes(field):
        code = codebook.code(field, name)
        found[name] = (code.meaning or code.label) if code else ""
    return found
