"""The next batch is read while the engine computes the last one."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from queue import Empty, Full, Queue
from threading import Event, Thread

from headwater.analysis.contacts.readers.batch import SourceBatch

_PATIENCE = 0.2
"""Seconds after which a reader whose batch nobody takes asks whether anybody still wants it."""


def read_ahead(batches: Iterator[SourceBatch]) -> Generator[SourceBatch, None, None]:
    """Yield the same batches, with one read ahead in a thread; an error comes where its batch would have.

    Parsing holds the interpreter and the engine does not, so that the two share the work of two cores. At
    most three batches are in memory: one in use, one waiting, one being read.
    """
    ready: Queue[SourceBatch | BaseException | None] = Queue(maxsize=1)
    unwanted = Event()

    def hand_over(item: SourceBatch | BaseException | None) -> None:
        while not unwanted.is_set():
            with suppress(Full):
                return ready.put(item, timeout=_PATIENCE)

    def work() -> None:
        try:
            for batch in batches:
                hand_over(batch)
                if unwanted.is_set():
                    break
            hand_over(None)
        except BaseException as error:
            hand_over(error)
        finally:
            if isinstance(batches, Generator):
                batches.close()

    reader = Thread(target=work, name="headwater-reader", daemon=True)
    reader.start()
    try:
        while (item := ready.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        unwanted.set()
        with suppress(Empty):
            ready.get_nowait()
        reader.join()
