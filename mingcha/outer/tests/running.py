"""The outer site as it runs in earnest: its own process, folder, secrets and database."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nacl.public import PrivateKey

ROOT = Path(__file__).resolve().parents[3]
MINGCHA = [sys.executable, "-m", "mingcha"]
CODE = "ABCD2345"
_PUBLISH = """
import uuid
from datetime import timedelta
from mingcha.outer.codes.actions import publish
from mingcha.outer.codes.models import today
publish(uuid.uuid4(), {{"code": "{code}", "organisation": "示例市住房和城乡建设局", "round": "第三轮巡察",
    "team": "第二巡察组", "ends": (today() + timedelta(days=9)).isoformat(), "report_key": "{reader}",
    "identity_key": "{custodian}"}})
"""


@dataclass(frozen=True)
class Running:
    state: Path
    port: int
    log: Path
    reader: PrivateKey

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def mingcha(self, *arguments: str) -> str:
        """One command beside it."""
        command = [*MINGCHA, *arguments]
        done = subprocess.run(command, env=environment(self.state, self.port), capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def environment(state: Path, port: int) -> dict[str, str]:
    """A clean one, so that nothing of the tests' own installation reaches it."""
    dropped = {
        "DATABASE_URL",
        "DJANGO_SETTINGS_MODULE",
        "SECRET_KEY",
        "FIELD_KEY",
        "STAGES",
        "FAST_PASSWORDS",
    }
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    given = {"MINGCHA_SITE": "outer", "STATE": str(state), "PORT": str(port), "WORKERS": "1"}
    return {**kept, **given, "PYTHONPATH": str(ROOT)}


@contextlib.contextmanager
def running_site(state: Path) -> Iterator[Running]:
    """Prepare it, publish one code, serve until the test is done. Its database is stopped with it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Running(state, port, state.parent / "serve.log", PrivateKey.generate())
    site.mingcha("outer-prepare")
    keys = {"reader": site.reader, "custodian": PrivateKey.generate()}
    public = {name: bytes(key.public_key).hex() for name, key in keys.items()}
    site.mingcha("shell", "--no-imports", "-c", _PUBLISH.format(code=CODE, **public))
    with site.log.open("wb") as log:
        command = [*MINGCHA, "serve"]
        served = subprocess.Popen(command, env=environment(state, port), stdout=log, stderr=log, cwd=ROOT)
        try:
            _wait(port, served)
            yield site
        finally:
            served.terminate()
            served.wait(timeout=60)


def _wait(port: int, served: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(240):
        assert served.poll() is None, "the site ended before it answered"
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.25)
    raise AssertionError("the site does not answer")
