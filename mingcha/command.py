"""The command `mingcha`: `demo` and `demo-reset` here, everything else through Django's commands."""

import argparse
import contextlib
import fcntl
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from mingcha import laptop
from mingcha.foundation import postgres
from mingcha.foundation.catalogues import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
_CARRIER = "city-office-staff01"  # who carries packages in the demonstration
ON_THE_LAPTOP = ("run", "read", "hand-in", "wipe")
LOADING = "loading"  # a file that is there while the demonstration city is being loaded
STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
HELP = """\
Usage: mingcha COMMAND [options]

  demo           start the demonstration: database, web pages and background jobs
  demo-reset     delete the demonstration's data
  serve          serve the web pages (DATABASE_URL, HOST, PORT, WORKERS); MINGCHA_SITE=outer: the outer site's
  outer-prepare  make a new outer site ready, or bring it up to date (MINGCHA_SITE=outer)
  outer-tidy     forget what the outer site need not know any longer; once a day (MINGCHA_SITE=outer)
  acknowledgement FILE   is a reporter's acknowledgement genuine?
  carry          carry packages between this site and two folders
  worker         run the background jobs
  migrate        bring the database up to date
  administrators create the three administrators of a new installation, once
  audit verify   verify the audit trail
  figures        print the indicators
  exchange       keys, channels, packages and receipts between installations
  field          a field edition: make (office), run, read, hand-in, wipe (laptop)
  data           list the data sets, load a file into one
  models         list, check, score the supervision models; run one on Parquet files
  match          pair persons or companies of two Parquet files
  accounts       list the demonstration's accounts
  check-…        the checks: check-catalogues, check-docs …
  help           every other command

STATE=/folder keeps the data elsewhere than in var/. Without DATABASE_URL the folder's own
PostgreSQL is used, and started for as long as the command runs."""


def main() -> None:
    arguments = sys.argv[1:] or ["--help"]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command, rest = arguments[0], arguments[1:]
    if command in ("--help", "-h"):
        print(HELP)
    elif command == "demo":
        _guarded(demo, rest)
    elif command == "demo-reset":
        _guarded(demo_reset, rest)
    elif command == "field" and rest[:1] and rest[0] in ON_THE_LAPTOP:
        _guarded(field, rest)
    else:
        _guarded(serve if command == "serve" else pass_on, [command.replace("-", "_"), *rest])


def _guarded(command: object, arguments: list[str]) -> None:
    """Say what went wrong in a sentence, and let the person interrupt."""
    try:
        command(arguments)  # type: ignore[operator]
    except (postgres.CannotStart, CannotRun, laptop.Refused) as reason:
        sys.exit(str(reason))
    except KeyboardInterrupt:
        sys.exit(130)


class CannotRun(Exception):
    """The message says why and what to do."""


def demo(arguments: list[str]) -> None:
    """Start everything, say where, and stop it all when told to."""
    options = _demo_options(arguments)
    os.environ.setdefault("PASSWORD_DAYS", "0")  # the accounts it tells of stay as told
    _claim_port(options.host, options.port)
    _listen()
    state = _state(options.state)
    with _only_one(state):
        _forget_half_loaded(state)
        _serve_demo(state, options.host, options.port)
    print("Stopped. The data are kept; start again with the same command.", flush=True)


def _serve_demo(state: Path, host: str, port: int) -> None:
    outer = _outer_environment(state, host, port + 1)
    os.environ.setdefault("REPORTING_URL", f"http://{_reachable(host)}:{port + 1}")
    with _installation(state):
        _prepare(state)
        post = _pair_sites(state, outer)
        children = [
            _child(_web(host, port, 2)),
            _child([sys.executable, "-m", "mingcha", "worker"]),
            _child([sys.executable, "-m", "mingcha", "serve"], outer),
            *_carriers(post, outer),
            _child([sys.executable, "-m", "mingcha", "outer-tidy", "--every", "600"], outer),
        ]
        try:
            _wait_until_served(host, port, children)
            _wait_until_served(host, port + 1, children)
            _announce(host, port)
            _watch(children)
        except KeyboardInterrupt:
            print("\nStopping …", flush=True)
        finally:
            _stop(children)


def _outer_environment(state: Path, host: str, port: int) -> dict[str, str]:
    """The outer site beside the inner one: a folder, a database and secrets of its own."""
    ours = {"SECRET_KEY", "FIELD_KEY", "DATABASE_URL", "STAGES"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    folder = state / "outer"
    return {
        **kept,
        "MINGCHA_SITE": "outer",
        "STATE": str(folder),
        "HOST": host,
        "PORT": str(port),
        "WORKERS": "1",
    }


def _pair_sites(state: Path, outer: dict[str, str]) -> Path | None:
    """The folder in which the two sites of the demonstration exchange packages, once they know each other."""
    from django.core.management import call_command, get_commands
    from django.db import connections

    post = state / "post"
    for name in ("to-inner", "to-outer"):
        (post / name).mkdir(parents=True, exist_ok=True)
    if "pair_outer" not in get_commands():
        return None
    call_command("pair_outer", str(post))
    connections.close_all()
    command = [sys.executable, "-m", "mingcha", "outer-prepare", "--pair", str(post)]
    if subprocess.run(command, env={**outer, "PYTHONPATH": str(ROOT)}).returncode:
        raise CannotRun("The outer site could not be prepared; the lines above say why.")
    call_command("pair_outer", str(post))
    connections.close_all()
    return post


def _carriers(post: Path | None, outer: dict[str, str]) -> list[subprocess.Popen[bytes]]:
    """What a gate between the networks does: every few seconds packages go both ways."""
    if post is None:
        return []
    carry = [sys.executable, "-m", "mingcha", "carry", "--every", "10"]
    inner = [*carry, "--as", _CARRIER, "--partner", "outer", "--out", str(post / "to-outer")]
    outwards = [*carry, "--as", "outer", "--out", str(post / "to-inner")]
    return [
        _child([*inner, "--in", str(post / "to-inner")]),
        _child([*outwards, "--in", str(post / "to-outer")], outer),
    ]


def demo_reset(arguments: list[str]) -> None:
    """Delete what the demonstration made in its folder, and nothing else."""
    state = _state(_demo_options(arguments).state)
    if os.environ.get("DATABASE_URL"):
        raise CannotRun(
            "DATABASE_URL is set: empty that database yourself. This deletes only a folder's own."
        )
    with _only_one(state):
        _empty(state)
        (state / "secrets.json").unlink(missing_ok=True)
    print(f"The demonstration's data in {state} are deleted.")


def _empty(state: Path) -> None:
    if (state / "outer").exists():
        postgres.remove(state / "outer")
    postgres.remove(state)
    for name in ("files", "data", "static", "exchange", "outer", "post"):
        shutil.rmtree(state / name, ignore_errors=True)
    for name in ("audit-anchors.jsonl", "postgres.log", LOADING):
        (state / name).unlink(missing_ok=True)


def _forget_half_loaded(state: Path) -> None:
    """Somebody stopped the first start while it loaded: begin again rather than show half a city."""
    if not (state / LOADING).exists():
        return
    if os.environ.get("DATABASE_URL"):
        raise CannotRun(f"Loading was interrupted. Empty that database, and delete {state / LOADING}.")
    _empty(state)
    _state(str(state))


def serve(arguments: list[str]) -> None:
    """Serve the pages with this environment until told to stop."""
    host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
    _listen()
    os.environ.setdefault("DRAFT_KEY", secrets.token_hex(32))  # one for all workers, in memory only
    with _installation(_state(None)):
        children = [_child(_web(host, port, int(os.environ.get("WORKERS", "2"))))]
        try:
            _watch(children)
        finally:
            _stop(children)


def field(arguments: list[str]) -> None:
    """A field edition: its folder is a small installation of its own."""
    _listen()
    laptop.run(arguments, _installation)


def pass_on(arguments: list[str]) -> None:
    """Django's own commands, and the product's."""
    from django.core.management import execute_from_command_line

    _listen()
    with _installation(_state(None)):
        execute_from_command_line(["mingcha", *arguments])


def _demo_options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mingcha demo")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    parser.add_argument("--state", default=None, help="the folder that keeps the data (var)")
    return parser.parse_args(arguments)


def _state(given: str | None) -> Path:
    """The folder for all data of this installation, absolute, and told to Django."""
    state = Path(given or os.environ.get("STATE") or ROOT / "var").expanduser().resolve()
    (state / "static").mkdir(parents=True, exist_ok=True)
    os.environ["STATE"] = str(state)
    return state


@contextlib.contextmanager
def _only_one(state: Path) -> Iterator[None]:
    with (state / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"The demonstration in {state} is running. Stop it first (Ctrl-C).") from None
        yield


@contextlib.contextmanager
def _installation(state: Path) -> Iterator[None]:
    """The environment of this folder: its keys, and its database unless DATABASE_URL names another.

    A database started here is stopped here; one that was running already is left running.
    """
    if _is_outer() or not {"SECRET_KEY", "FIELD_KEY"} <= set(os.environ):
        for name, value in _keys(state / "secrets.json", outer=_is_outer()).items():
            os.environ.setdefault(name, value)
    if os.environ.get("DATABASE_URL"):
        yield
        return
    was_running = postgres.is_running(state)
    os.environ["DATABASE_URL"] = postgres.start(state, silent=_is_outer())
    try:
        yield
    finally:
        if not was_running:
            postgres.stop(state)


def _is_outer() -> bool:
    return os.environ.get("MINGCHA_SITE") == "outer"


def _keys(place: Path, *, outer: bool = False) -> dict[str, str]:
    """The installation's keys, made once and readable by its owner only."""
    if not place.exists():
        keys = {"SECRET_KEY": secrets.token_urlsafe(48), "FIELD_KEY": secrets.token_hex(32)}
        if outer:
            sizes = {"RECEIPT_PEPPER": 32, "RECEIPT_SALT": 16, "ACKNOWLEDGEMENT_SEED": 32}
            keys |= {name: secrets.token_hex(size) for name, size in sizes.items()}
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(keys, file, indent=2)
    found: dict[str, str] = json.loads(place.read_text())
    return found


def _prepare(state: Path) -> None:
    """Bring the database up to date; fill it with the demonstration city if it is empty."""
    compile_catalogues()
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    from mingcha.foundation.accounts.models import User

    print("Preparing the database …", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    if not User.objects.exists():
        print("Loading the demonstration city, once …", flush=True)
        (state / LOADING).touch()
        call_command("load_demo")
        (state / LOADING).unlink()
    connections.close_all()


def _claim_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = f"{host}:{port} cannot be used ({error.strerror}). Try another, PORT=8123."
            raise CannotRun(why) from None


def _web(host: str, port: int, workers: int) -> list[str]:
    """Blocking threads are bounded, because each may hold a connection to the database."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    limits = ["--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers"]
    return [*server, *limits, "--no-ws", "--log-level", "warning", "config.wsgi:application"]


def _child(command: list[str], given: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """In its own session, so that Ctrl-C reaches only us and we stop things in order."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    environment = {**(os.environ if given is None else given), "PYTHONPATH": path, "DB_POOL": "1"}
    return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)


def _wait_until_served(host: str, port: int, children: list[subprocess.Popen[bytes]]) -> None:
    for _attempt in range(240):
        if any(child.poll() is not None for child in children):
            raise CannotRun("The server ended before it answered; the lines above say why.")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        time.sleep(0.25)
    raise CannotRun("The server does not answer.")


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host


def _announce(host: str, port: int) -> None:
    from django.core.management import call_command, get_commands
    from django.db import connections

    if "accounts" in get_commands():
        call_command("accounts")
        connections.close_all()
    print(f"\nMingcha 明察: http://{_reachable(host)}:{port}/   (Ctrl-C stops it)", flush=True)
    print(f"Outer site 外网举报站: http://{_reachable(host)}:{port + 1}/", flush=True)


def _watch(children: list[subprocess.Popen[bytes]]) -> None:
    """Wait until one ends by itself, which it should not, or a signal comes."""
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    raise CannotRun("A part of the system ended by itself; the lines above say why.")


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _listen() -> None:
    """Stop in order when told to, by SIGINT too where a shell started us in the background without it.

    Closing the window (SIGHUP) stops us as well, unless we were started so as to outlive it.
    """
    for told in STOPS:
        if told != signal.SIGHUP or signal.getsignal(told) != signal.SIG_IGN:
            signal.signal(told, _interrupt)


def _interrupt(number: int, frame: object) -> None:
    """Once: a second Ctrl-C, from an impatient hand or from `make`, must not cut the stopping short."""
    for told in STOPS:
        signal.signal(told, signal.SIG_IGN)
    raise KeyboardInterrupt
