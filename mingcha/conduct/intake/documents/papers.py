"""举报密钥销毁记录: that the shares of a team's keys are gone, who did it and who watched."""

from mingcha.conduct.inspections.documents import day
from mingcha.conduct.intake.models import SealedReport, TeamKeys
from mingcha.conduct.intake.permissions import keeps_keys
from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents import DocumentTemplate, Fields, Official, Paragraph, Signature
from mingcha.foundation.documents.rendering import render


def build_certificate(keys: TeamKeys) -> Official:
    """Claims what was done: the shares are deleted. Passphrases open nothing by themselves."""
    return Official(
        kind="form",
        title="举报密钥销毁记录",
        marking="internal",
        blocks=[
            Fields(
                [
                    ("密钥编号", keys.fingerprint),
                    ("所属巡察组", str(keys.team)),
                    ("所属轮次", str(keys.round)),
                    ("启用日期", day(keys.made_on)),
                    ("销毁日期", day(keys.destroyed_on)),
                    ("监销人", keys.witness),
                    ("销毁原因", keys.reason),
                ]
            ),
            Paragraph(
                "本组举报密钥的全部分份已从系统中删除，此后以该密钥密封的举报内容和举报人身份均无法开启。"
                "公钥予以保留，仅用于证明密封件的归属。备份介质中的密钥分份随备份到期一并销毁。"
            ),
            Signature("销毁人"),
            Signature("监销人", keys.witness, keys.destroyed_on),
        ],
    )


def masked_paper(report: SealedReport, text: str) -> bytes:
    """举报摘录（脱敏件）: the masked words as a paper of their own, with none of the report's bytes."""
    paper = Official(
        kind="form",
        title="举报摘录（脱敏件）",
        marking="work_secret",
        blocks=[
            Fields(
                [
                    ("信访编号", report.petition.number),
                    ("收到日期", day(report.day)),
                    ("被反映单位", str(report.inspection.organisation)),
                    ("来件方式", "扫码密封举报"),
                ]
            ),
            *[Paragraph(line) for line in text.splitlines() if line.strip()],
            Paragraph("注：“×”为遮盖处。本件由系统据开启内容重新生成，遮盖的文字不在本文件内。"),
        ],
    )
    return render(paper).pdf


def may_draw_up(user: User, keys: TeamKeys) -> bool:
    return keys.status == TeamKeys.Status.DESTROYED and keeps_keys(user, keys.office_id)


TEMPLATES = [DocumentTemplate("keys_destroyed", "举报密钥销毁记录", TeamKeys, build_certificate, may_draw_up)]
