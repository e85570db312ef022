"""Holding a lease of the store while a piece of work runs: one machine at a time crawls a source or processes pages."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from crawler.errors import TinbaoError
from store import leases
from store.engine import Store

#: A holder that stops renewing (its machine died) loses the lease after this; a dead process on this host at once.
DURATION = timedelta(minutes=2)
#: Renewals come often enough that two can be missed.
RENEW_EVERY = DURATION / 4
#: A waiting process asks this often whether the lease is free.
ASK_EVERY = timedelta(milliseconds=200)
#: A waiting process gives up after this: something hangs, and a person should know.
GIVE_UP_AFTER = timedelta(minutes=30)


class LeaseTakenError(TinbaoError):
    """Another process holds the lease."""


def holder() -> str:
    """This process: host, process id and a token, so that a dead holder can be told from a living one."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@contextmanager
def holding(store: Store, name: str, *, wait: timedelta = GIVE_UP_AFTER) -> Iterator[None]:
    """Hold the lease `name` for the length of the block, renewed in the background.

    Raises:
        LeaseTakenError: another process still holds it after `wait`.
    """
    me = holder()
    _acquire(store, name, me, wait)
    stop = threading.Event()
    renewing = threading.Thread(target=_renew, args=(store, name, me, stop), daemon=True, name=f"lease {name}")
    renewing.start()
    try:
        yield
    finally:
        stop.set()
        renewing.join()
        with store.writing() as session:
            leases.release(session, name, me)


def _acquire(store: Store, name: str, me: str, wait: timedelta) -> None:
    end = time.monotonic() + wait.total_seconds()
    while True:
        with store.writing() as session:
            if leases.acquire(session, name, me, now=datetime.now(UTC), duration=DURATION):
                return
        if time.monotonic() >= end:
            raise LeaseTakenError(
                f"another process holds “{name}” on this store: wait for it to end, or stop it; "
                f"if it is gone, its lease ends by itself within {DURATION.total_seconds():.0f} seconds"
            )
        time.sleep(ASK_EVERY.total_seconds())


def _renew(store: Store, name: str, me: str, stop: threading.Event) -> None:
    while not stop.wait(RENEW_EVERY.total_seconds()):
        with store.writing() as session:
            leases.renew(session, name, me, now=datetime.now(UTC), duration=DURATION)
