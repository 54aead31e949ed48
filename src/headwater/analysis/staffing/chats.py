"""Chats: an agent handles several at once, each more slowly than alone."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from headwater.analysis.errors import UsageError
from headwater.analysis.staffing.checking import Array, load_of, numbers
from headwater.analysis.staffing.performance import SECONDS

_MOST_AGENTS = 20_000


@dataclass(frozen=True)
class ChatPerformance:
    """What agents who chat with several customers give.

    Attributes
    ----------
    p_wait : float
        Share of customers who find every agent with as many chats as allowed.
    abandonment, mean_wait : float
        Share who leave the queue, and mean wait in seconds of all.
    chats_per_agent : float
        Chats an agent has at once, on average.
    seconds_in_chat : float
        Mean time from a chat's start to its end; longer than alone, since chats share an agent.
    """

    arrivals_per_hour: float
    handle_seconds: float
    agents: int
    concurrency: int
    patience_seconds: float
    p_wait: float
    abandonment: float
    mean_wait: float
    chats_per_agent: float
    seconds_in_chat: float

    def to_dict(self) -> dict[str, Any]:
        """Return every figure as plain data."""
        return asdict(self)

    def __str__(self) -> str:
        return (
            f"{self.agents} agents with up to {self.concurrency} chats each, "
            f"{self.arrivals_per_hour:g} chats an hour of {self.handle_seconds:g} s alone\n"
            f"  have to wait {self.p_wait:.2%}; mean wait {self.mean_wait:.1f} s; "
            f"leave {self.abandonment:.2%} (patience {self.patience_seconds:g} s)\n"
            f"  chats at once {self.chats_per_agent:.2f} an agent, each lasting {self.seconds_in_chat:.0f} s"
        )


def chat_performance(
    arrivals_per_hour: float,
    handle_seconds: float,
    agents: int,
    throughput: Sequence[float],
    *,
    patience_seconds: float,
) -> ChatPerformance:
    """Say what agents who handle several chats at once give.

    Parameters
    ----------
    handle_seconds : float
        Mean time of a chat that has its agent alone.
    throughput : sequence of float
        Chats finished with 1, 2, ... at once, over those finished with one: (1, 1.6, 1.95). Its length is
        the number allowed. Measure it; it may not fall.
    patience_seconds : float
        Mean time customers wait for a chat to start before they leave.

    Notes
    -----
    Chats are spread evenly, so the state is their number: a birth-death chain whose rate down is
    the sum of what the agents finish, solved exactly. The queue beyond it is that of Erlang A.

    References
    ----------
    Luo, J. and Zhang, J. (2013). Staffing and control of instant messaging contact centers. Operations
    Research, 61(2), 328-343.

    Examples
    --------
    >>> print(chat_performance(108, 480, 10, (1, 1.6, 1.95), patience_seconds=120))
    10 agents with up to 3 chats each, 108 chats an hour of 480 s alone
      have to wait 1.59%; mean wait 0.5 s; leave 0.43% (patience 120 s)
      chats at once 1.78 an agent, each lasting 595 s
    """
    numbers("arrivals_per_hour", arrivals_per_hour, above=0)
    numbers("handle_seconds", handle_seconds, above=0, hint=SECONDS)
    numbers("patience_seconds", patience_seconds, above=0, hint=SECONDS)
    load_of(np.asarray(arrivals_per_hour), np.asarray(handle_seconds))
    if int(agents) != agents or not 1 <= agents <= _MOST_AGENTS:
        raise UsageError(f"agents is {agents}: give a whole number from 1 to {_MOST_AGENTS:,}.")
    speeds = numbers("throughput", throughput, above=0, hint="Give (1, 1.6, 1.95) for up to three at once.")
    if speeds.ndim != 1 or not 1 <= speeds.size <= 50:
        raise UsageError(
            "throughput has to be a list of 1 to 50 numbers: one for each number of chats at once."
        )
    if (np.diff(speeds) < 0).any():
        at = int(np.flatnonzero(np.diff(speeds) < 0)[0]) + 2
        raise UsageError(
            f"throughput falls at {at} chats at once. Beyond that an agent finishes less: allow {at - 1}."
        )
    n, most = int(agents), speeds.size
    arriving, ending, leaving = arrivals_per_hour / 3600, 1 / handle_seconds, 1 / patience_seconds
    chats = np.arange(1, n * most + 1)
    each, rest = np.divmod(chats, n)
    table = np.append(np.insert(speeds, 0, 0.0), speeds[-1])
    down = ending * ((n - rest) * table[each] + rest * table[each + 1])
    logs = np.insert(np.cumsum(np.log(arriving / down)), 0, 0.0)
    full = float(down[-1])
    # beyond the last place the queue is Erlang A's, with the agents' joint rate as its service
    room, pressure = full / leaving, arriving / leaving
    empty, queue, _ = _queue(room, pressure)
    weights = np.exp(logs - logs.max())
    places, waiting = float(weights[:-1].sum()), float(weights[-1] / empty) if empty > 0 else np.inf
    p_wait = 1.0 if np.isinf(waiting) else waiting / (places + waiting)
    gone = p_wait * queue / pressure
    busy = float((weights[:-1] * np.arange(n * most)).sum()) / places * (1 - p_wait) if places else 0.0
    in_chat = busy + p_wait * n * most
    return ChatPerformance(
        float(arrivals_per_hour),
        float(handle_seconds),
        n,
        most,
        float(patience_seconds),
        p_wait,
        gone,
        gone * patience_seconds,
        in_chat / n,
        in_chat / (arriving * (1 - gone)),
    )


def _queue(room: float, pressure: float) -> tuple[float, float, float]:
    from headwater.analysis.staffing.impatience import nobody_waits, queue_moments

    s: Array = np.array([room])
    x: Array = np.array([pressure])
    moments = queue_moments(s, x)
    return float(nobody_waits(s, x)[0]), float(moments[1][0]), float(moments[2][0])
