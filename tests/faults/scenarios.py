"""The faults: how each strikes, and how it is over. All of them hit the product as it runs."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

import psutil
import psycopg

from tests.faults import ground, migrating, strikes
from tests.faults.ground import Staged
from tests.faults.product import ROOT, Product

Strike = Callable[[Staged, Random], None]


@dataclass(frozen=True)
class Scenario:
    """A fault, in words, and its strike, which returns when whatever has to be healed is healed."""

    name: str
    says: str
    strike: Strike
    lacks: Callable[[Staged], str] = ground.nothing
    """Why it cannot be played here, in words; empty where it can."""
    exports: bool = False
    """Whether exports to files are in flight as well."""


def _web(product: Product, random: Random) -> None:
    if random.random() < 0.5:
        product.kill("web", whole=random.random() < 0.5)
    else:
        product.kill_one_child("web", random.random())


def _worker(product: Product, random: Random) -> None:
    if random.random() < 0.5:
        product.kill("worker", whole=random.random() < 0.5)
    else:
        product.kill_one_child("worker", random.random())


def _beat(product: Product, random: Random) -> None:
    product.kill("beat", whole=random.random() < 0.5)


def _two_beats(product: Product, random: Random) -> None:
    """A second beat rings for everything as well, for a while."""
    command = [sys.executable, "-m", "celery", "-q", "-A", "voipgrid_privacy", "beat"]
    command += [f"--schedule={product.data_dir / 'second-beat'}", "--pidfile="]
    second = subprocess.Popen(command, cwd=ROOT, env=product.environment)
    time.sleep(random.uniform(8, 16))
    second.kill()
    second.wait()


def _database(product: Product, random: Random) -> None:
    if (server := product.server()) is None:
        return
    victims = [server]
    if random.random() < 0.5:  # one backend: PostgreSQL then ends all others and recovers by itself
        victims = [random.choice(server.children())]
    for victim in victims:
        with suppress(psutil.Error):
            victim.kill()


def _restart(product: Product, random: Random) -> None:
    """Ask it to stop as `pg_ctl restart -m fast` does; the supervisor finds it gone and starts it."""
    if (server := product.server()) is not None:
        server.send_signal(random.choice((signal.SIGINT, signal.SIGQUIT)))
        with suppress(psutil.TimeoutExpired):
            server.wait(30)


def _supervisor(product: Product, random: Random) -> None:
    product.kill_supervisor()
    time.sleep(random.uniform(0, 1))
    product.launch()


def _everything(product: Product, random: Random) -> None:
    """The machine goes away: all processes at once, the database as well."""
    family, server = product.family(), product.server()
    for each in (*family, *([server, *server.children(recursive=True)] if server else [])):
        with suppress(psutil.Error):
            each.kill()
    product.kill_supervisor()
    product.launch()


def _broker(product: Product, random: Random) -> None:
    """The doorbells are gone for a while: queues emptied and locked; then every bell twice."""
    with psycopg.connect(product.database(), autocommit=True) as link:
        names = [n for (n,) in link.execute("SELECT queue_name FROM pgmq.meta").fetchall()]
        queues = [f'pgmq."q_{name}"' for name in names]
        with link.transaction():
            for queue in queues:
                link.execute(f"LOCK TABLE {queue} IN ACCESS EXCLUSIVE MODE")
            time.sleep(random.uniform(2, 6))
            for queue in queues:
                link.execute(
                    f"INSERT INTO {queue} (vt, message, headers) SELECT now(), message, headers FROM {queue}"
                )
                link.execute(f"UPDATE {queue} SET vt = now()")  # what is being done rings once more


def _emptied(product: Product, random: Random) -> None:
    """The broker loses everything that it had."""
    with psycopg.connect(product.database(), autocommit=True) as link:
        for (name,) in link.execute("SELECT queue_name FROM pgmq.meta").fetchall():
            link.execute(f'DELETE FROM pgmq."q_{name}"')


def _frozen(product: Product, random: Random) -> None:
    """A process stands still, as under a debugger or a paused machine, past every lease."""
    stopped = []
    for main in product.mains("worker"):
        for each in (main, *main.children()):
            with suppress(psutil.Error):
                each.suspend()
                stopped.append(each)
    time.sleep(random.uniform(1, 20))
    for each in stopped:
        with suppress(psutil.Error):
            each.resume()


SCENARIOS = (
    Scenario("web", "kill -9 of the web server or one of its workers", _web),
    Scenario("worker", "kill -9 of the task worker or one of its processes", _worker),
    Scenario("beat", "kill -9 of beat", _beat),
    Scenario("beats", "two beats at once, for seconds", _two_beats),
    Scenario("database", "kill -9 of PostgreSQL or one of its backends", _database),
    Scenario("restart", "PostgreSQL restarted under load", _restart),
    Scenario("supervisor", "kill -9 of the supervisor, which is started again", _supervisor),
    Scenario("everything", "all processes at once, the database too", _everything),
    Scenario(
        "broker",
        "doorbells unreachable for seconds, then each rung twice",
        _broker,
        lacks=ground.the_built_in_broker,
    ),
    Scenario(
        "emptied",
        "the broker loses every message",
        _emptied,
        lacks=ground.the_built_in_broker,
    ),
    Scenario("frozen", "workers stand still for up to 20 s and go on", _frozen),
    Scenario(
        "away",
        "another broker cut off for seconds, then each message twice",
        strikes.away,
        lacks=ground.another_broker,
    ),
    Scenario(
        "gone",
        "`kill -9` of another broker, which comes back empty",
        strikes.lost,
        lacks=ground.our_broker,
    ),
    Scenario(
        "full",
        "no room on the disk for up to 20 s",
        strikes.full,
        lacks=ground.a_disk,
        exports=True,
    ),
    Scenario("migration", "migrations taken back and applied under traffic", migrating.migration),
    Scenario(
        "full-migration",
        "migrations applied on a full disk, and again once there is room",
        migrating.full_migration,
        lacks=ground.a_disk,
    ),
)
