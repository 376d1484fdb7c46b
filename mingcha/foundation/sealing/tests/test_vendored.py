"""The scripts of others are those of the manifest."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parent.parent / "static" / "sealing" / "vendor"


def test_vendored_files_are_those_of_the_manifest() -> None:
    manifest = json.loads((VENDOR / "manifest.json").read_text())
    for one in manifest:
        assert hashlib.sha256((VENDOR / one["file"]).read_bytes()).hexdigest() == one["sha256"], one["name"]
        assert (VENDOR / one["licence_file"]).exists()
    assert {one["file"] for one in manifest} == {path.name for path in VENDOR.glob("*.js")}
