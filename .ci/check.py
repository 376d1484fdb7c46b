"""Every check, each on its own, so that one run shows all that is wrong."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = [sys.executable, "-m"]
DJANGO = [sys.executable, "manage.py"]
CHECKS = {
    "format": [*PYTHON, "ruff", "format", "--check", "--quiet", "."],
    "lint": [*PYTHON, "ruff", "check", "--quiet", "."],
    "imports": [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
    "templates": [*PYTHON, "djlint", "--check", "--lint", "--quiet", "mingcha"],
    "migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "settings": [*DJANGO, "check"],
    "catalogues": [*DJANGO, "check_catalogues"],
    "diagrams": [*DJANGO, "draw_workflows", "--check"],
    "types": [*PYTHON, "mypy", "--exclude", "mingcha/outer/", "mingcha", "config"],
    "outer-migrations": [*DJANGO, "makemigrations", "--check", "--dry-run"],
    "outer-settings": [*DJANGO, "check"],
    "outer-types": [*PYTHON, "mypy", "--cache-dir", ".mypy_cache/outer", "mingcha/outer"],
}


def main() -> int:
    """Run what was asked for, or all; the number of failures."""
    wanted = sys.argv[1:] or list(CHECKS)
    os.chdir(ROOT)
    failed = [name for name in wanted if not passes(name)]
    if failed:
        print(f"Failed: {', '.join(failed)}", flush=True)
    return len(failed)


def passes(name: str) -> bool:
    """What begins with `outer-` looks at the other site."""
    began = time.monotonic()
    site = {**os.environ, "MINGCHA_SITE": "outer" if name.startswith("outer-") else "inner"}
    done = subprocess.run(CHECKS[name], capture_output=True, text=True, env=site)
    good = done.returncode == 0
    print(f"{'ok  ' if good else 'FAIL'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if not good:
        print(done.stdout + done.stderr, flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
