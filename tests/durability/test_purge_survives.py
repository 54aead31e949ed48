"""A purge that is killed has either not begun or counts; what it left is removed by whoever writes next."""

import random
import shutil
from multiprocessing.synchronize import Event
from pathlib import Path

from headwater.analysis.contacts.purge import purge_text
from headwater.analysis.contacts.store import ContactStore

from ..analysis.contacts.imported import NOW, files_with, put_in, words
from .test_import_survives import _SPAWN

KILLS = 25
DAY = NOW.date().replace(month=3, day=1)


def rows(numbers: range) -> list[str]:
    return [
        f"c{n},2026-0{1 + n % 5}-1{n % 9}T10:00:00Z,email,one,s,{'quokka' if n % 5 < 2 else 'wallaby'} {n}"
        for n in numbers
    ]


def purge(store: Path, begun: Event | None = None) -> None:
    if begun is not None:
        begun.set()
    purge_text(store, DAY, now=NOW)


def test_a_purge_killed_at_any_point_leaves_all_words_or_only_the_young(tmp_path: Path) -> None:
    start = tmp_path / "start"
    put_in(start, *rows(range(400)))
    before = words(start)
    assert before is not None
    after = {name: text for name, text in before.items() if text.startswith("wallaby")}
    store, draw, seen, longest = tmp_path / "store", random.Random(5), {"before": 0, "after": 0}, 0.1
    for _ in range(KILLS):
        shutil.rmtree(store, ignore_errors=True)
        shutil.copytree(start, store)
        begun = _SPAWN.Event()
        child = _SPAWN.Process(target=purge, args=(store, begun))
        child.start()
        assert begun.wait(60)
        child.join(draw.uniform(0.0, longest))
        child.kill()
        child.join()
        left = words(store)
        assert left in (before, after)
        seen["before" if left == before else "after"] += 1
        longest *= 1.5 if left == before else 0.7  # a busy machine is slower: seek the moment of the commit
        purge(store)
        assert words(store) == after
        assert files_with(store, "quokka") == []
        assert ContactStore(store).version == 2
    assert min(seen.values()) > 0, seen
