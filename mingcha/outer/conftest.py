"""What the tests of the outer site share: a published code with its private keys, full buckets."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from nacl.public import PrivateKey

from mingcha.foundation.sealing.streams import PrivateKeys, open_stream
from mingcha.outer.codes import actions
from mingcha.outer.codes.models import Code, today
from mingcha.outer.gate import proofs
from mingcha.outer.gate.buckets import ANSWERS, REPORTS, RETURNS
from mingcha.outer.reports.models import Part


@dataclass(frozen=True)
class Team:
    """What the inner site holds: the private halves."""

    code: Code
    reader: PrivateKey
    custodian: PrivateKey

    def opens(self, sealed: bytes) -> bytes:
        target = BytesIO()
        keys = PrivateKeys([bytes(self.reader), bytes(self.custodian)])
        open_stream(BytesIO(sealed), target, key=keys)
        return target.getvalue()

    def reads(self, part: Part) -> bytes:
        return self.opens(part.path.read_bytes())


def published(code: str = "ABCD2345", **fields: object) -> Team:
    reader, custodian = PrivateKey.generate(), PrivateKey.generate()
    given: dict[str, object] = {
        "code": code,
        "organisation": "示例市住房和城乡建设局",
        "round": "示例市委第三轮巡察",
        "team": "第二巡察组",
        "scope_in": ["被巡察单位领导班子及其成员的问题"],
        "scope_out": ["涉法涉诉和个人诉求，由有关部门处理"],
        "hours": "8:30—18:00",
        "phone": "0000-1234567",
        "ends": (today() + timedelta(days=30)).isoformat(),
        "report_key": bytes(reader.public_key).hex(),
        "identity_key": bytes(custodian.public_key).hex(),
    }
    return Team(actions.publish(uuid.uuid4(), given | fields), reader, custodian)


@pytest.fixture
def team(db: None) -> Team:
    return published()


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """Sealed files of one test are not those of another."""
    settings.STATE_DIR = tmp_path


@pytest.fixture(autouse=True)
def fresh_gate() -> None:
    for bucket in (REPORTS, RETURNS, ANSWERS):
        bucket.reset()
    proofs.LOAD.reset()
