#!/usr/bin/env python3
"""Install what the lock file says into .venv, then run. Needs Python 3.11 and pip, nothing else.

python3 run.py demo              the command `mingcha demo`
python3 run.py --dev -m pytest   anything Python itself takes, with the developers' tools installed
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
NEEDS_PIP = """\
pip is missing. Install it, then run this again:
    Debian, Ubuntu, Kylin:       apt-get install python3-pip
    openEuler, Fedora, Anolis:   dnf install python3-pip
    (or install uv, which is used where pip is missing)"""


def main(arguments: list[str]) -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or later is needed; this is {sys.version.split()[0]} ({sys.executable}).")
    developing = arguments[:1] == ["--dev"]
    arguments = arguments[1:] if developing else arguments
    install(developing)
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    if not arguments or not (arguments[0].startswith("-") or arguments[0].endswith(".py")):
        arguments = ["-m", "mingcha", *arguments]
    os.execv(str(PYTHON), [str(PYTHON), *arguments])


def install(developing: bool) -> None:
    """Install unless a marker says that this very lock file is installed already."""
    if any(is_installed(lock) for lock in locks(developing)):
        return
    lock = locks(developing)[0]
    if not PYTHON.exists():
        venv.EnvBuilder(with_pip=False, symlinks=True).create(ENVIRONMENT)
    print("Installing the requirements into .venv …", flush=True)
    if subprocess.run([*installer(), "-q", "--require-hashes", "-r", str(lock)]).returncode:
        sys.exit("The requirements could not be installed; the lines above say why.")
    marker(lock).write_text(digest(lock))


def locks(developing: bool) -> list[Path]:
    """Those that would do, the wanted one first: the developers' contains the product's."""
    everything, product = ROOT / "requirements-dev.lock", ROOT / "requirements.lock"
    return [everything] if developing else [product, everything]


def is_installed(lock: Path) -> bool:
    return PYTHON.exists() and marker(lock).exists() and marker(lock).read_text() == digest(lock)


def marker(lock: Path) -> Path:
    return ENVIRONMENT / f".installed-{lock.stem}"


def digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()


def installer() -> list[str]:
    """pip of the Python that runs this, told to install into .venv; uv where there is no pip."""
    own = getattr(sys, "_base_executable", sys.executable)
    if subprocess.run([own, "-m", "pip", "--version"], capture_output=True).returncode == 0:
        quiet = ["--disable-pip-version-check", "--no-input"]
        return [own, "-m", "pip", "--python", str(PYTHON), "install", *quiet]
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", str(PYTHON)]
    sys.exit(NEEDS_PIP)


if __name__ == "__main__":
    main(sys.argv[1:])
