"""`make bench`: every benchmark, or those named: repeats, commands, scale."""

import sys
from pathlib import Path

from benchmarks import commands, repeats

_FOLDER = Path("out/bench")


def main(names: list[str]) -> None:
    """Run the benchmarks of those names; without names the two that end within minutes."""
    known = {
        "repeats": lambda: repeats.main(10_000_000, _FOLDER, 3),
        "commands": lambda: commands.main(1_000_000, _FOLDER, 3),
        # 100 million contacts take about 10 GB of disk and some minutes
        "scale": lambda: repeats.main(
            100_000_000, _FOLDER, 1, ["Headwater, cold from the store"], derive=False
        ),
    }
    for name in names or ["repeats", "commands"]:
        if name not in known:
            raise SystemExit(f"There is no benchmark {name!r}. Known: {', '.join(known)}.")
        known[name]()


main(sys.argv[1:])
