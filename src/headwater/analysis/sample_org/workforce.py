"""The people: teams, agents with skill and tenure who come and go, and who is on duty when."""

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
_HOURS_PER_AGENT_WEEK = 27.0
_LONGEST_GAP_DAYS = 28
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
    planted = settings.planted
    last = settings.days + TAIL_DAYS
    weekly = settings.contacts / settings.weeks * _HANDLE_HOURS_PER_CONTACT / _HOURS_PER_AGENT_WEEK
    seat_of: list[int] = []
    team_of: list[int] = []
    entries: list[int] = []
    exits: list[int] = []
    seat = 0
    for team, share in enumerate(_TEAM_WORKLOAD):
        for place in range(max(2, round(weekly * share))):
            entry = -LEAD_DAYS - 1 - int(rng.exponential(700))
            while entry < last:
                earliest = max(entry + 13, -LEAD_DAYS)
                stay = earliest + int(rng.exponential(365.25 / planted.turnover_per_year))
                seat_of.append(place)
                team_of.append(team)
                entries.append(entry)
                exits.append(stay if stay < last else STILL_EMPLOYED)
                entry = stay + 1 + (0 if place < 2 else int(rng.integers(1, _LONGEST_GAP_DAYS)))
            seat += 1
    count = len(seat_of)
    entry_day, exit_day = np.array(entries), np.array(exits)
    places, teams = np.array(seat_of), np.array(team_of, dtype=np.int8)
    weekday = (np.arange(-LEAD_DAYS, last) + settings.start.weekday()) % 7
    starts = np.zeros((len(_TEAM_WORKLOAD), len(weekday)), dtype=np.int64)
    counts = np.zeros_like(starts)
    lists: list[npt.NDArray[np.int64]] = []
    used = 0
    for team in range(len(_TEAM_WORKLOAD)):
        members = np.flatnonzero(teams == team)
        for column, of_week in enumerate(weekday):
            day = column - LEAD_DAYS
            at_work = (entry_day[members] <= day) & (exit_day[members] >= day)
            on_duty = members[at_work & ((of_week + 3 * places[members]) % 7 < 5)]
            starts[team, column], counts[team, column] = used, len(on_duty)
            lists.append(on_duty)
            used += len(on_duty)
    return Workforce(
        names=_names(count, rng),
        team=teams,
        skill=rng.standard_normal(count).astype(np.float32),
        games=_gaming(teams, planted.gaming_agents, rng),
        entry=entry_day,
        exit=exit_day,
        duty=np.concatenate(lists).astype(np.int32),
        duty_start=starts,
        duty_count=counts,
    )


def _gaming(team: npt.NDArray[np.int8], share: float, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Choose the agents who game the target: the planted share of each team, to the nearest agent."""
    games = np.zeros(len(team), dtype=np.bool_)
    for number in np.unique(team):
        members = rng.permutation(np.flatnonzero(team == number))
        games[members[: round(share * len(members))]] = True
    return games


def _names(count: int, rng: np.random.Generator) -> tuple[str, ...]:
    first, last = phrases()["first_names"], phrases()["surnames"]
    plain = [f"{a.title()} {b.title()}" for a in first for b in last]
    order = rng.permutation(len(plain))
    return tuple(
        plain[order[i % len(plain)]] + (f" {i // len(plain) + 1}" if i >= len(plain) else "")
        for i in range(count)
    )
