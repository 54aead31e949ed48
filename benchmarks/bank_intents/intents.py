"""The 77 bank intents: the questions, and what each intent is in the coding frame."""

import csv
import gzip
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from headwater.analysis.demand.frame import OF_FAILURE

MAPPING = Path(__file__).parent / "mapping.yaml"
FILES = {"train": "banking77_train.csv.gz", "test": "banking77_test.csv.gz"}


@dataclass(frozen=True)
class Intent:
    """One intent's place in the frame.

    Attributes
    ----------
    codes : mapping of str to str
        Field and code.
    alternative : mapping of str to str
        Codes that a reasonable person could give in place of them; empty where it is not debatable.
    """

    name: str
    codes: Mapping[str, str]
    ground: str
    alternative: Mapping[str, str] = field(default_factory=dict)
    other_ground: str = ""

    @property
    def debatable(self) -> bool:
        return bool(self.alternative)

    @property
    def flipped(self) -> dict[str, str]:
        """The codes as somebody else might have given them."""
        merged = {**self.codes, **self.alternative}
        if merged["demand_type"] == "failure":
            return merged
        return {name: code for name, code in merged.items() if name not in OF_FAILURE}

    @property
    def moves_the_share(self) -> bool:
        """Whether it is debatable if this is failure demand at all."""
        return (self.codes["demand_type"] == "failure") != (self.flipped["demand_type"] == "failure")


@dataclass(frozen=True)
class Question:
    text: str
    intent: str


def read_mapping(path: Path = MAPPING) -> dict[str, Intent]:
    """Return every intent by name."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))["intents"]
    return {
        name: Intent(
            name,
            said["codes"],
            said["ground"],
            said["alternative"] if said.get("debatable") else {},
            said.get("other_ground", ""),
        )
        for name, said in content.items()
    }


def read_questions(path: Path) -> list[Question]:
    """Return the questions of one file of the published split."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [Question(row["text"], row["category"]) for row in csv.DictReader(file)]


def data_folder() -> Path:
    """Return the folder with the real files: HEADWATER_SHARED_DATA, or shared/data beside the checkout."""
    said = os.environ.get("HEADWATER_SHARED_DATA")
    here = Path(__file__).resolve()
    places = [Path(said)] if said else [parent / "shared" / "data" for parent in here.parents]
    found = next((place for place in places if (place / FILES["train"]).is_file()), None)
    if found is None:
        raise SystemExit(
            f"This benchmark needs {FILES['train']} and {FILES['test']} (Casanueva et al. 2020, CC BY 4.0). "
            "Say where they are with HEADWATER_SHARED_DATA."
        )
    return found


@dataclass(frozen=True)
class Movement:
    """How the share of failure demand depends on what is debatable, over all questions.

    Attributes
    ----------
    mapped, flipped : float
        As mapped, and with every debatable intent the other way.
    lowest, highest : float
        With every intent that could be either taken as value, and as failure.
    """

    mapped: float
    flipped: float
    lowest: float
    highest: float


def movement(intents: Mapping[str, Intent], counts: Mapping[str, int]) -> Movement:
    """Say how far the share of failure demand moves when debatable intents flip.

    Parameters
    ----------
    counts : mapping of str to int
        Questions by intent.
    """
    total = sum(counts.values())

    def share(failure: Mapping[str, bool]) -> float:
        return sum(n for name, n in counts.items() if failure[name]) / total

    first = {name: intent.codes["demand_type"] == "failure" for name, intent in intents.items()}
    second = {name: intent.flipped["demand_type"] == "failure" for name, intent in intents.items()}
    return Movement(
        share(first),
        share(second),
        share({name: first[name] and second[name] for name in intents}),
        share({name: first[name] or second[name] for name in intents}),
    )


def counts_of(questions: list[Question]) -> dict[str, int]:
    """Return the questions of each intent."""
    return dict(Counter(question.intent for question in questions))
