"""What every person gets at every address: one table an app, in the folder `answers`.

A number is the status of the answer; `302` goes on to a page inside, `in` to the sign-in. The things asked
for are Gita's, an agent in Digital: somebody Bela, who leads Phone, may not see. A POST carries nothing.
"""

from pathlib import Path

PERSONS = ("amara", "olga", "bela", "chidi", "dana", "emre", "ada", "femi", "nobody")


def _read() -> dict[tuple[str, str], dict[str, str]]:
    found = {}
    for file in sorted(Path(__file__).with_name("answers").glob("*.txt")):
        for line in file.read_text(encoding="utf-8").strip().splitlines()[1:]:
            name, method, *answers = line.split()
            found[name, method] = dict(zip(PERSONS, answers, strict=True))
    return found


EXPECTED = _read()
