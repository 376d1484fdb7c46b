"""`mingcha field`: a field edition on the laptop: run it, hand its work in, wipe it.

At rest everything lies in one file, sealed to the edition's own key; while it runs, in `state/`.
"""

from __future__ import annotations

import argparse
import contextlib
import getpass
import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import django

from mingcha.conduct.field import editions
from mingcha.foundation import postgres
from mingcha.foundation.refusals import Refusal
from mingcha.foundation.sealing.streams import Damaged, PrivateKeys, opened, seal

Installation = Callable[[Path], contextlib.AbstractContextManager[None]]
_ROOT = Path(__file__).resolve().parent.parent
_PIECE = 1 << 16
_MENU = "home,prepare,conduct,oversee,registry,system"  # an edition has no data of the other stages
_NOT_KEPT = ("./postgresql", "./socket")  # programs copied within reach, and the way to a server that ran


class Refused(Exception):
    """The message says why and what to do."""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mingcha field", description="A field edition on the laptop.")
    doing = parser.add_subparsers(dest="action", required=True)
    run = doing.add_parser("run", help="open it and serve it until Ctrl-C")
    run.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8100))
    hand_in = doing.add_parser("hand-in", help="write the team's work as a package for the office")
    read = doing.add_parser("read", help="read a receipt or a package from the office")
    read.add_argument("file", type=Path)
    wipe = doing.add_parser("wipe", help="delete everything; leaves a signed certificate")
    wipe.add_argument("--without-receipt", action="store_true", help="although not all was acknowledged")
    for one in (run, hand_in, read, wipe):
        one.add_argument("folder", type=Path, help="the edition's folder")
    for one in (hand_in, read, wipe):
        one.add_argument("--as", dest="user", required=True, metavar="USER", help="the account that acts")
    for one in (hand_in, wipe):
        one.add_argument("--to", type=Path, default=Path(), help="a folder (this one)")
    return parser.parse_args(arguments)


@dataclass(frozen=True)
class Edition:
    """One folder, opened with its passphrase."""

    folder: Path
    keys: editions.Keys

    @classmethod
    def opened(cls, folder: Path) -> Edition:
        folder = folder.expanduser().resolve()
        editions.read_about(folder)
        passphrase = os.environ.get("MINGCHA_PASSPHRASE") or getpass.getpass("Passphrase 口令: ")
        os.environ["MINGCHA_PASSPHRASE"] = passphrase  # the commands started below ask for it again
        return cls(folder, editions.open_keys(folder, passphrase))

    @cached_property
    def state(self) -> Path:
        """Where it lies open while it runs: for root perhaps elsewhere, since the database is not root's."""
        return postgres.within_reach(self.folder / editions.STATE)

    @contextlib.contextmanager
    def running(self, installation: Installation) -> Iterator[None]:
        """Its database runs; afterwards all is sealed again, come what may."""
        self._unpack()
        postgres.make_private(self.state)
        (self.state / "static").mkdir(exist_ok=True)
        os.environ["STATE"] = str(self.state)
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {"SECRET_KEY": self.keys.secret_key, "FIELD_KEY": self.keys.field_key}
        os.environ["MENU_STAGES"] = _MENU
        try:
            with installation(self.state):
                self._begin()
                yield
        finally:
            self._pack()

    def _begin(self) -> None:
        """Once: the tables, and what the office gave."""
        opened_once = self.state / "opened"
        if not opened_once.exists():
            _tell("First start 首次打开，正在建立数据库并装入数据，约需一分钟 …")
            _manage("migrate", "--verbosity", "0", "--no-input")
            _manage("open", str(self.folder), command="field")
            opened_once.touch()

    def _unpack(self) -> None:
        """From the sealed file, unless a run that broke off left the folder open."""
        sealed = self.folder / editions.SEALED
        if self.state.exists() or not sealed.exists():
            return
        _tell("Opening 正在解密 …")
        half = self.state.with_name(f"{self.state.name}.opening")
        shutil.rmtree(half, ignore_errors=True)
        keys = PrivateKeys([bytes.fromhex(self.keys.sealing)])
        try:
            with sealed.open("rb") as source:
                pieces: Any = _Readable(opened(source, key=keys))
                with tarfile.open(mode="r|", fileobj=pieces) as tar:
                    tar.extractall(half, filter="tar")
        except (Damaged, tarfile.TarError) as error:
            raise Refused(f"{sealed} is damaged: {error}") from None
        half.rename(self.state)

    def _pack(self) -> None:
        """Seal the folder, read it back, and only then delete what lay open. No copy lies open meanwhile."""
        sealed, new = self.folder / editions.SEALED, self.folder / f"{editions.SEALED}.new"
        public = bytes(self.keys.sealing_key.public_key)
        _tell("Sealing 正在加密保存，请勿关机 …")
        measured = _Measured()
        _tar(self.state, measured)
        with _as_tar(self.state) as source, new.open("wb") as target:
            seal(source, target, to=[public], padded=False, size=measured.size)
        with new.open("rb") as source:
            found = hashlib.sha256()
            for piece in opened(source, key=PrivateKeys([bytes.fromhex(self.keys.sealing)])):
                found.update(piece)
        if found.digest() != measured.digest.digest():
            raise Refused(f"{new} could not be read back; everything still lies in {self.state}.")
        new.replace(sealed)
        shred(self.state)


def run(arguments: list[str], installation: Installation) -> None:
    """One command. `installation` starts a folder's database."""
    options = parse(arguments)
    django.setup()  # for the words of refusals; the database is only used by the commands started below
    try:
        edition = Edition.opened(options.folder)
        if options.action == "run":
            with edition.running(installation):
                _serve(options.port)
        elif options.action == "hand-in":
            with edition.running(installation):
                _manage("hand_in", "--to", str(options.to), "--as", options.user, command="field")
        elif options.action == "read":
            with edition.running(installation):
                _manage("read", str(options.file), "--as", options.user, command="exchange")
        else:
            wipe(edition, options, installation)
    except Refusal as refusal:
        raise Refused(str(refusal)) from None


def _serve(port: int) -> None:
    """Pages and background work, for this machine only, until Ctrl-C."""
    there = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "WORKERS": "1"}
    children = [
        subprocess.Popen([sys.executable, "-m", "mingcha", name], env=there, start_new_session=True)
        for name in ("serve", "worker")
    ]
    try:
        _wait_until_served(port, children[0])
        _tell(f"Mingcha 明察 · 单机版: http://127.0.0.1:{port}/   (Ctrl-C stops it 结束请按 Ctrl-C)")
        children[0].wait()
    except KeyboardInterrupt:
        _tell("Stopping 正在结束 …")
    finally:
        for child in children:
            child.terminate()
            child.wait()


def _wait_until_served(port: int, server: subprocess.Popen[bytes]) -> None:
    """Until somebody who opens the address gets a page, or the server has ended."""
    while server.poll() is None:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.25)


def _tell(what: str) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def wipe(edition: Edition, options: argparse.Namespace, installation: Installation) -> None:
    """Ask whether all was handed in, leave the certificate, delete everything."""
    options.to.mkdir(parents=True, exist_ok=True)
    extra = ["--without-receipt"] if options.without_receipt else []
    target = ["--to", str(options.to), "--as", options.user]
    with edition.running(installation):
        _manage("certify", str(edition.folder), *target, *extra, command="field")
    files = shred(edition.folder)
    _tell(f"Wiped 已清除: {files} files 个文件。Certificate 清除证明: {options.to / 'wiped.json'}")


def shred(folder: Path) -> int:
    """Overwrite every file once and delete it; how many. On flash memory the sealing is what protects."""
    count = 0
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and not path.is_symlink():
            _overwrite(path)
            count += 1
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise Refused(f"{folder} could not be deleted entirely. Delete what is left by hand.")
    return count


def _overwrite(path: Path) -> None:
    left = path.stat().st_size
    with path.open("r+b") as file:
        while left > 0:
            left -= file.write(secrets.token_bytes(min(left, _PIECE)))
        file.flush()
        os.fsync(file.fileno())


def _manage(*arguments: str, command: str = "") -> None:
    """A command of the product in this environment, in a process of its own."""
    line = [sys.executable, "-m", "mingcha", *([command] if command else []), *arguments]
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(line, env={**os.environ, "PYTHONPATH": path}, text=True, capture_output=True)
    sys.stdout.write(done.stdout)
    if done.returncode:
        raise Refused(done.stderr.strip().rpartition("\n")[2] or f"{command} {arguments[0]} failed")


def _tar(folder: Path, target: Any) -> None:
    with tarfile.open(mode="w|", fileobj=target) as tar:
        tar.add(folder, arcname=".", filter=lambda one: None if one.name in _NOT_KEPT else one)


@contextlib.contextmanager
def _as_tar(folder: Path) -> Iterator[BinaryIO]:
    """The folder packed while it is read, without ever lying on the disk."""
    out, into = os.pipe()
    with ThreadPoolExecutor(1) as packer:
        with open(out, "rb") as source:  # closed first, lest the packer waits for a reader that gave up
            packing = packer.submit(_tar_into, folder, into)
            yield source
        packing.result()


def _tar_into(folder: Path, pipe: int) -> None:
    with open(pipe, "wb") as target:
        _tar(folder, target)


class _Measured:
    """Takes what is written to it for its size in bytes and its SHA-256."""

    def __init__(self) -> None:
        self.size, self.digest = 0, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.size += len(piece)
        self.digest.update(piece)
        return len(piece)


class _Readable:
    """Pieces as something with `read`, as tarfile wants it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, bytearray()

    def read(self, size: int) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        given = bytes(self._rest[:size])
        del self._rest[:size]
        return given
