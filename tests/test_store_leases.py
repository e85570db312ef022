"""Leases: one process at a time."""

import multiprocessing
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Barrier

import pytest

from store import leases
from store.engine import Store, open_store
from tests.storeroom.shelves import NOW

HOUR = timedelta(hours=1)
MINE = f"{socket.gethostname()}:{os.getpid()}:mine"
OTHER = "elsewhere.example:1:other"


def test_a_lease_has_one_holder(store: Store) -> None:
    """Promise: what one holds another cannot take, until it is given back; the holder may ask again."""
    with store.writing() as session:
        assert leases.acquire(session, "crawl", MINE, now=NOW, duration=HOUR)
        assert not leases.acquire(session, "crawl", OTHER, now=NOW, duration=HOUR)
        assert leases.acquire(session, "crawl", MINE, now=NOW, duration=HOUR)
        assert leases.acquire(session, "process", OTHER, now=NOW, duration=HOUR)
        leases.release(session, "crawl", OTHER)
        assert not leases.acquire(session, "crawl", OTHER, now=NOW, duration=HOUR)
        leases.release(session, "crawl", MINE)
        assert leases.acquire(session, "crawl", OTHER, now=NOW, duration=HOUR)


def test_a_lease_that_ran_out_can_be_taken(store: Store) -> None:
    """Promise: a machine that vanished blocks nobody longer than its lease lasts; renewing in time keeps it."""
    with store.writing() as session:
        leases.acquire(session, "crawl", OTHER, now=NOW, duration=HOUR)
        assert leases.renew(session, "crawl", OTHER, now=NOW + HOUR / 2, duration=HOUR)
        assert not leases.acquire(session, "crawl", MINE, now=NOW + HOUR, duration=HOUR)
        assert leases.acquire(session, "crawl", MINE, now=NOW + 2 * HOUR, duration=HOUR)
        assert not leases.renew(session, "crawl", OTHER, now=NOW + 2 * HOUR, duration=HOUR)
        assert not leases.renew(session, "unknown", OTHER, now=NOW, duration=HOUR)


def test_a_lease_of_a_dead_process_of_this_host_can_be_taken(store: Store) -> None:
    """Promise: after a kill the next process goes on at once; a live one, or one of another host, is waited for."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    child = f"{socket.gethostname()}:{process.pid}:child"
    with store.writing() as session:
        assert leases.acquire(session, "crawl", child, now=NOW, duration=HOUR)
        assert not leases.acquire(session, "crawl", MINE, now=NOW, duration=HOUR)
        process.kill()
        process.communicate()
        assert leases.acquire(session, "crawl", MINE, now=NOW, duration=HOUR)


@pytest.mark.parametrize(
    "holder", ["", "nobody", f"{socket.gethostname()}:x:y", f"{socket.gethostname()}:0:y", "a:1:b"]
)
def test_a_holder_that_cannot_be_judged_is_believed(store: Store, holder: str) -> None:
    """Promise: only a process that is certainly gone loses its lease early."""
    with store.writing() as session:
        leases.acquire(session, "crawl", holder, now=NOW, duration=HOUR)
        assert not leases.acquire(session, "crawl", MINE, now=NOW, duration=HOUR)


def _try(url: str, number: int, start: Barrier) -> None:
    store = open_store(url)
    start.wait(90)
    with store.writing() as session:
        got = leases.acquire(session, "crawl", f"other{number}:1:x", now=datetime.now(UTC), duration=HOUR)
    store.close()
    sys.exit(7 if got else 0)


def test_of_many_at_once_one_gets_it(store_url: str) -> None:
    """Promise: processes that ask at the same moment are told yes once."""
    spawning = multiprocessing.get_context("spawn")
    start = spawning.Barrier(2)
    children = [spawning.Process(target=_try, args=(store_url, number, start)) for number in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
    assert sorted(child.exitcode or 0 for child in children) == [0, 7]
