"""`make bench`: the two quick benchmarks, or those named: see `_BENCHMARKS`."""

import subprocess
import sys

_ONLY_COLD = ["--runs", "1", "--no-derive", "--only", "Headwater, cold from the store"]
_BENCHMARKS = {
    "repeats": ["benchmarks.repeats"],
    "commands": ["benchmarks.commands"],
    # do intervals hold? a minute or two
    "prevalence": ["benchmarks.prevalence"],
    # do verdicts err as rarely as they say? an hour; --repetitions 200 takes some minutes
    "evidence": ["benchmarks.evidence"],
    # is each programme of the sample organisation judged right? under a minute for 40 seeds
    "programmes": ["benchmarks.programmes"],
    # does the whole way recover what was planted? half an hour; --model none takes a few minutes
    "recovery": ["benchmarks.recovery"],
    # how many staffing problems a second; half a minute
    "staffing": ["benchmarks.staffing"],
    # how good and how fast the coder model is; needs the published questions
    "coder": ["benchmarks.coder"],
    "agreement_coverage": ["benchmarks.agreement_coverage"],
    # needs the published questions, and some ten minutes
    "bank_intents": ["benchmarks.bank_intents"],
    # how long a what-if takes while a slider is dragged; ten seconds
    "what_if": ["benchmarks.what_if"],
    # the server's answer to a slider that moves, on 200,000 contacts; some minutes to start
    "what_if_page": ["benchmarks.what_if_page"],
    # events a second of a simulated floor, beside other packages where they are installed
    "simulation": ["benchmarks.simulation"],
    # every page of the running product timed, then fifty people at once; some minutes
    "load": ["benchmarks.load"],
    # some 6 GB of disk and a few minutes to build the store
    "scale": ["benchmarks.repeats", "--contacts", "100000000", *_ONLY_COLD],
}


def main(names: list[str]) -> None:
    """Run the benchmarks of those names, each in a process of its own; without names the two quick ones."""
    for name in names or ["repeats", "commands"]:
        if name not in _BENCHMARKS:
            raise SystemExit(f"There is no benchmark {name!r}. Known: {', '.join(_BENCHMARKS)}.")
        done = subprocess.run([sys.executable, "-m", *_BENCHMARKS[name]], check=False)
        if done.returncode:
            raise SystemExit(done.returncode)


main(sys.argv[1:])
