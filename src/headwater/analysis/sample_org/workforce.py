"""The people: teams, agents with skill and tenure who come and go, and who is on duty when."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from headwater.analysis.sample_org.reasons import phrases
from headwater.analysis.sample_org.settings import LEAD_DAYS, TAIL_DAYS, SampleSettings

TEAMS = ("Phone", "Digital", "Written", "Business", "Bot")
BOT = TEAMS.index("Bot")
BUSINESS = TEAMS.index("Business")
TEAM_OF_CHANNEL = (0, 1, 2, 2, 1, 1)
"""Team of each channel, in the order of CHANNELS; business enquiries have their own."""

_TEAM_WORKLOAD = (0.44, 0.22, 0.27, 0.07)
_HANDLE_HOURS_PER_CONTACT = 0.085
_LONGEST_GAP_DAYS = 28
_SHORTEST_STAY_DAYS = 13
_MEAN_TENURE_DAYS = 700
"""Of those who are there when the simulation begins."""
STILL_EMPLOYED = 1_000_000
"""Exit day of agents who have not left within the simulation."""


@dataclass(frozen=True)
class Workforce:
    """All agents, and for each team and day the list of those on duty.

    Attributes
    ----------
    team, skill, games : arrays by agent
        `skill` in standard deviations; `games` says whether the agent games the handle-time target.
    entry, exit : arrays by agent
        First and last working day, counted from the first day of the export.
    duty, duty_start, duty_count : arrays
        `duty[duty_start[t, d]:][:duty_count[t, d]]` are the agents of team t on duty on day d, where
        day 0 lies LEAD_DAYS before the export.
    """

    names: tuple[str, ...]
    team: npt.NDArray[np.int8]
    skill: npt.NDArray[np.float32]
    games: npt.NDArray[np.bool_]
    entry: npt.NDArray[np.int64]
    exit: npt.NDArray[np.int64]
    duty: npt.NDArray[np.int32]
    duty_start: npt.NDArray[np.int64]
    duty_count: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.names)

    def pick(
        self, team: npt.NDArray[np.int8], day: npt.NDArray[np.int64], rng: np.random.Generator
    ) -> npt.NDArray[np.int32]:
        """Choose one of the agents on duty for each contact; day 0 is the first of the export."""
        column = day + LEAD_DAYS
        turn = (rng.random(len(team)) * self.duty_count[team, column]).astype(np.int64)
        return np.asarray(self.duty[self.duty_start[team, column] + turn])


def hire(settings: SampleSettings, rng: np.random.Generator) -> Workforce:
    """Fill every seat over the whole simulation: someone leaves, a newcomer follows after a gap.

    Each team has at least two seats whose days off never meet and which are never vacant, so that
    somebody is always on duty.
    """
    weekly = settings.contacts / settings.weeks * _HANDLE_HOURS_PER_CONTACT / settings.agent_hours
    stays = [
        (team, place, first, last)
        for team, share in enumerate(_TEAM_WORKLOAD)
        for place in range(max(2, round(weekly * share)))
        for first, last in _stays(settings, vacant_between=place >= 2, rng=rng)
    ]
    team, place, entry, leave = (np.array(column) for column in zip(*stays, strict=True))
    duty, start, count = _rota(settings, team, place, entry, leave)
    return Workforce(
        names=_names(len(team), rng),
        team=team.astype(np.int8),
        skill=_skill(settings, entry, rng),
        games=_gaming(settings, team, entry, leave, rng),
        entry=entry,
        exit=leave,
        duty=duty,
        duty_start=start,
        duty_count=count,
    )


def _stays(
    settings: SampleSettings, *, vacant_between: bool, rng: np.random.Generator
) -> Iterator[tuple[int, int]]:
    """Yield first and last working day of those who hold one seat, one after the other."""
    finish = settings.days + TAIL_DAYS
    entry = -LEAD_DAYS - 1 - int(rng.exponential(_MEAN_TENURE_DAYS))
    while entry < finish:
        earliest = max(entry + _SHORTEST_STAY_DAYS, -LEAD_DAYS)
        leave = earliest + int(rng.exponential(365.25 / settings.planted.turnover_per_year))
        yield entry, leave if leave < finish else STILL_EMPLOYED
        entry = leave + 1 + (int(rng.integers(1, _LONGEST_GAP_DAYS)) if vacant_between else 0)


def _rota(
    settings: SampleSettings,
    team: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
    entry: npt.NDArray[np.int64],
    leave: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return who is on duty on each day, five days a week, as one list with starts and lengths."""
    days = np.arange(-LEAD_DAYS, settings.days + TAIL_DAYS)
    start = np.zeros((len(_TEAM_WORKLOAD), len(days)), dtype=np.int64)
    count = np.zeros_like(start)
    lists: list[npt.NDArray[np.int64]] = []
    used = 0
    for number in range(len(_TEAM_WORKLOAD)):
        members = np.flatnonzero(team == number)
        for column, day in enumerate(days):
            weekday = (day + settings.start.weekday()) % 7
            at_work = (entry[members] <= day) & (leave[members] >= day)
            on_duty = members[at_work & ((weekday + 3 * place[members]) % 7 < 5)]
            start[number, column], count[number, column] = used, len(on_duty)
            lists.append(on_duty)
            used += len(on_duty)
    return np.concatenate(lists).astype(np.int32), start, count


def _gaming(
    settings: SampleSettings,
    team: npt.NDArray[np.int64],
    entry: npt.NDArray[np.int64],
    leave: npt.NDArray[np.int64],
    rng: np.random.Generator,
) -> npt.NDArray[np.bool_]:
    """Choose the agents who game the target: the planted share of each team, to the nearest agent.

    Those who are there for most of the time of the target are chosen apart from the others, so that
    a small team has its share of them while it matters.
    """
    first, after = settings.target_days
    overlap = np.minimum(leave + 1, after) - np.maximum(entry, first)
    present = overlap > 0.5 * (after - first)
    games = np.zeros(len(team), dtype=np.bool_)
    for number in np.unique(team):
        for group in (present, ~present):
            members = rng.permutation(np.flatnonzero((team == number) & group))
            games[members[: round(settings.planted.gaming_agents * len(members))]] = True
    return games


def _skill(
    settings: SampleSettings, entry: npt.NDArray[np.int64], rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Draw skill; whoever was hired in the new way has more of it."""
    skill = rng.standard_normal(len(entry))
    if settings.programmes is not None:
        skill = skill + settings.programmes.hiring_skill * (entry >= 7 * settings.programmes.hiring_week)
    return skill.astype(np.float32)


def _names(count: int, rng: np.random.Generator) -> tuple[str, ...]:
    first, last = phrases()["first_names"], phrases()["surnames"]
    plain = [f"{a.title()} {b.title()}" for a in first for b in last]
    order = rng.permutation(len(plain))
    return tuple(
        plain[order[i % len(plain)]] + (f" {i // len(plain) + 1}" if i >= len(plain) else "")
        for i in range(count)
    )
