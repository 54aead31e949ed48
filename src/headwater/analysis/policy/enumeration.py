"""All minimal sets that cannot be met together, and all minimal sets whose change lets the rest be met."""

from collections.abc import Callable
from dataclasses import dataclass

Question = Callable[[frozenset[int]], bool]
"""Says whether the members of a set can all be met."""


@dataclass(frozen=True)
class Enumerated:
    """What was found among the members 0 to n - 1.

    Attributes
    ----------
    conflicts : tuple of frozenset of int
        Sets that cannot be met, while every part of them can.
    corrections : tuple of frozenset of int
        Sets without which the rest can be met, while with any one of them back it cannot.
    complete : bool
        Whether these are all.
    calls : int
        How often the question was put.
    """

    conflicts: tuple[frozenset[int], ...]
    corrections: tuple[frozenset[int], ...]
    complete: bool
    calls: int


def minimal_sets(n: int, question: Question, *, most: int = 2000) -> Enumerated:
    """Return all minimal conflicts and corrections among n members.

    Parameters
    ----------
    n : int
        Number of members.
    question : callable
        Says whether a set can be met; whatever can be met can be met without some of its members.
    most : int
        Sets after which the search ends early; the result then says that it is not complete.

    Notes
    -----
    MARCO: a solver proposes a set about which nothing is known yet. If it can be met it is grown until it
    cannot, and its complement is a correction; if not it is shrunk, and is a conflict. Either answers for all
    sets below or above it.

    References
    ----------
    Liffiton, M. H., Previti, A., Malik, A. and Marques-Silva, J. (2016). Fast, flexible MUS enumeration.
    Constraints, 21(2), 223-250.

    Examples
    --------
    >>> found = minimal_sets(4, lambda s: not {0, 1} <= s and not {1, 2, 3} <= s)
    >>> sorted(map(sorted, found.conflicts)), sorted(map(sorted, found.corrections))
    ([[0, 1], [1, 2, 3]], [[0, 2], [0, 3], [1]])
    """
    from pysat.solvers import Solver

    asked = _Memory(question)
    everything = frozenset(range(n))
    conflicts: list[frozenset[int]] = []
    corrections: list[frozenset[int]] = []
    with Solver(name="minisat22") as solver:
        solver.set_phases([member + 1 for member in range(n)])
        solver.add_clause([n + 1])  # a solver without a clause has no model to show
        while len(conflicts) + len(corrections) < most:
            if not solver.solve():
                return Enumerated(tuple(conflicts), tuple(corrections), True, asked.calls)
            seed = frozenset(abs(v) - 1 for v in solver.get_model() if v > 0 and v <= n)
            seed |= everything - frozenset(abs(v) - 1 for v in solver.get_model() if abs(v) <= n)
            if asked(seed):
                met = _grown(seed, everything, asked, conflicts)
                corrections.append(everything - met)
                solver.add_clause([member + 1 for member in everything - met])
                if met == everything:
                    return Enumerated((), (), True, asked.calls)
            else:
                conflict = _shrunk(seed, asked, corrections)
                conflicts.append(conflict)
                solver.add_clause([-(member + 1) for member in conflict])
                if not conflict:
                    return Enumerated((conflict,), (), True, asked.calls)
    return Enumerated(tuple(conflicts), tuple(corrections), False, asked.calls)


class _Memory:
    """Asks a question once for each set, and answers from what it knows of smaller and larger sets."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._known: dict[frozenset[int], bool] = {}
        self.calls = 0

    def __call__(self, members: frozenset[int]) -> bool:
        found = self._known.get(members)
        if found is None:
            self.calls += 1
            found = self._known[members] = self._question(members)
        return found


def _grown(
    seed: frozenset[int], everything: frozenset[int], asked: _Memory, conflicts: list[frozenset[int]]
) -> frozenset[int]:
    for member in sorted(everything - seed):
        larger = seed | {member}
        if not any(conflict <= larger for conflict in conflicts) and asked(larger):
            seed = larger
    return seed


def _shrunk(seed: frozenset[int], asked: _Memory, corrections: list[frozenset[int]]) -> frozenset[int]:
    """Leave out every member without which the set still cannot be met."""
    needed: set[int] = set()
    for member in sorted(seed):
        smaller = seed - {member}
        # a correction that shares only this member with the set: without it the rest can be met
        if any(correction & seed == {member} for correction in corrections) or asked(smaller):
            needed.add(member)
        else:
            seed = smaller
    return seed
