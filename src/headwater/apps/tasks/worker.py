"""The worker: takes one task after another, shows that it lives, and can be killed at any point."""

import logging
import os
import threading
from time import monotonic

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from headwater.analysis.errors import HeadwaterError, TryAgainError, is_disk_full
from headwater.apps.tasks import services
from headwater.apps.tasks.kinds import KINDS, TaskCancelled, TaskLost
from headwater.apps.tasks.models import Task

BEAT_SECONDS = 5.0
LOOK_SECONDS = 1.0
AWAY_SECONDS = 10.0
WRITE_SECONDS = 0.5
"""Progress is written at most that often; a cancel is noticed as often."""
CLOCK_SECONDS = 30.0
"""How often a worker looks whether daily work is due."""

log = logging.getLogger(__name__)


class Stopped(Exception):  # noqa: N818 - not an error: the worker was asked to stop
    """Raised inside work when this worker is asked to stop; the task goes back to the queue."""


class Reporter:
    """What work is handed to say where it stands."""

    def __init__(self, task: Task, stopping: threading.Event) -> None:
        self._task, self._stopping = task, stopping
        self._written, self._step = float("-inf"), ""

    def __call__(self, step: str, done: int = 0, total: int | None = None) -> None:
        """Write progress now and then; leave the work when it was cancelled, lost, or has to stop."""
        if step == self._step and monotonic() - self._written < WRITE_SECONDS:
            return
        self._step, self._written = step, monotonic()
        if self._stopping.is_set():
            raise Stopped
        if not services.report_progress(self._task, step, done, total):
            raise TaskLost
        if Task.objects.filter(pk=self._task.pk, cancel_asked_at__isnull=False).exists():
            raise TaskCancelled


class Worker:
    """One process that does background work.

    Parameters
    ----------
    stopping : threading.Event
        When set, the worker leaves its task at the next report, puts it back and returns.
    parent : int, optional
        Process that started it; the worker stops when that one is gone.
    """

    def __init__(self, stopping: threading.Event, parent: int | None = None) -> None:
        self._stopping, self._parent = stopping, parent
        self._looked_at_clock = float("-inf")

    def run(self) -> None:
        """Work until asked to stop."""
        while not self._stopping.is_set() and not self._orphaned():
            close_old_connections()
            try:
                self._queue_daily()
                wait = 0.0 if self.run_one() else LOOK_SECONDS
            except DatabaseError as error:
                # no room on the disk, or the server is away: both pass, and dying would not help
                log.warning(
                    "the records cannot be reached or written (%s); trying again", type(error).__name__
                )
                wait = AWAY_SECONDS
            self._stopping.wait(wait)
        connection.close()

    def run_one(self) -> bool:
        """Do the next task; False when there is none."""
        task = services.claim_task(timezone.now())
        if task is None:
            return False
        log.info("task %s (%s) begins, attempt %s", task.pk, task.kind, task.attempts)
        over = threading.Event()
        heart = threading.Thread(target=self._beat, args=(task, over), daemon=True)
        heart.start()
        try:
            self._do(task)
        finally:
            over.set()
            heart.join()
        return True

    def _queue_daily(self) -> None:
        if monotonic() - self._looked_at_clock >= CLOCK_SECONDS:
            self._looked_at_clock = monotonic()
            services.queue_daily(timezone.now())

    def _do(self, task: Task) -> None:
        kind = KINDS.get(task.kind)
        if kind is None:
            services.finish_task(task, error=f"This version of Headwater does not know {task.kind}.")
            return
        try:
            result = kind.work(Reporter(task, self._stopping), **task.arguments)
        except TaskLost:
            log.warning("task %s was taken over by another worker", task.pk)
        except TaskCancelled:
            services.put_down_cancelled(task)
        except Stopped:
            services.put_back(task, why="", at_once=True)
        except TryAgainError as error:
            services.put_back(task, why=error.message)
        except HeadwaterError as error:
            services.finish_task(task, error=error.message)
        except Exception as error:
            if is_disk_full(error):
                services.put_back(task, why="The disk is full: make room.")
                return
            # the words of an unforeseen error may hold what it stumbled over; the log gets its kind and place
            log.error("task %s failed: %s at %s", task.pk, type(error).__name__, _place(error))
            services.finish_task(task, error="A fault of Headwater itself; the log of the worker says where.")
        else:
            services.finish_task(task, result=result)
            log.info("task %s is done", task.pk)

    def _beat(self, task: Task, over: threading.Event) -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                if not services.beat(task):
                    break
            except Exception as error:  # a heartbeat that is missed once is no reason to stop
                log.warning("heartbeat of task %s: %s", task.pk, type(error).__name__)
        connection.close()

    def _orphaned(self) -> bool:
        return self._parent is not None and os.getppid() != self._parent


def _place(error: BaseException) -> str:
    trace, place = error.__traceback__, "?"
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{code.co_filename}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next
    return place
