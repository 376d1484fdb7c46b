"""Make `foundation/sealing/static/sealing/vendor/libsodium.js` from libsodium's own WebAssembly.

The phone of a person who reports should load little, so the functions that no page calls are left out.
What is kept is byte for byte libsodium's: wasm-metadce only removes. Anyone can repeat it:

    npm pack libsodium-sumo@0.8.4 && tar xzf libsodium-sumo-0.8.4.tgz && npm install binaryen@132.0.0
    python tools/shrink_libsodium.py package/dist/modules-sumo-esm/libsodium-sumo.mjs \
        node_modules/.bin/wasm-metadce OUTPUT.js
"""

import base64
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

VERSION = "0.8.4"
STREAM = "crypto_secretstream_xchacha20poly1305_"
KEPT = [
    "crypto_box_seal",
    "crypto_box_seal_open",
    "crypto_box_seed_keypair",
    f"{STREAM}init_push",
    f"{STREAM}push",
    f"{STREAM}init_pull",
    f"{STREAM}pull",
    "crypto_pwhash",
    "crypto_sign_seed_keypair",
    "crypto_sign_detached",
    "crypto_sign_verify_detached",
    "crypto_hash_sha256",
    "crypto_hash_sha256_init",
    "crypto_hash_sha256_update",
    "crypto_hash_sha256_final",
    "sodium_init",
    "malloc",
    "free",
]
NOTICE = f"/* libsodium {VERSION} (ISC licence, see libsodium.LICENSE.txt), unused functions removed. */\n"


def main(module: Path, metadce: str, output: Path) -> None:
    text = module.read_text()
    wasm = base64.b64decode(one(r'"([A-Za-z0-9+/=]{5000,})"', text))
    names = dict(re.findall(r"\._(\w+)=\w\.([\w$]+)", text))
    names = {name: names[name] for name in KEPT} | {"memory": one(r"\w=\w\.(\w+),\w\.__indirect", text)}
    kept = base64.b64encode(without_the_rest(wasm, names, metadce)).decode()
    body = json.dumps({"version": VERSION, "names": names, "wasm": kept}, separators=(",", ":"))
    output.write_text(f"{NOTICE}self.mingchaLibsodium = {body};\n")


def one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, f"{pattern} is not in this version of libsodium"
    return found[1]


def without_the_rest(wasm: bytes, names: dict[str, str], metadce: str) -> bytes:
    graph: list[dict[str, object]] = [{"name": "page", "root": True, "reaches": list(names)}]
    graph += [{"name": name, "export": export} for name, export in names.items()]
    with tempfile.TemporaryDirectory() as folder:
        whole, small, plan = (Path(folder, name) for name in ("whole.wasm", "small.wasm", "graph.json"))
        whole.write_bytes(wasm)
        plan.write_text(json.dumps(graph))
        subprocess.run(
            [metadce, whole, "--graph-file", plan, "-o", small, "--enable-bulk-memory"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        return small.read_bytes()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
