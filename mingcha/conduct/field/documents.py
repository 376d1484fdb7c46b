"""单机版数据清除证明: which laptop edition was wiped, when, by whom, and that the office had all its work."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.conduct.field.models import Edition
from mingcha.conduct.field.permissions import makes_editions
from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents import DocumentTemplate, Fields, Official, Paragraph, Signature


def build_certificate(edition: Edition) -> Official:
    """What the laptop signed before its key was destroyed, and what the office received from it."""
    said, on = edition.certificate, edition.wiped_on
    return Official(
        kind="form",
        title="单机版数据清除证明",
        blocks=[
            Fields(
                [
                    ("巡察任务", str(edition.inspection)),
                    ("巡察组", said.get("team", "")),
                    ("制作日期", edition.made_on.isoformat()),
                    ("制作人", edition.made_by.full_name),
                    ("清除日期", on.isoformat() if on else ""),
                    ("清除人", said.get("by", "")),
                    ("最后交回的交换包", f"第{said.get('last_sent', 0)}号"),
                    ("该交换包摘要", _in_pieces(said.get("last_digest", ""))),
                    ("巡察办回执", "已收到回执" if said.get("acknowledged") else "未收到回执即清除"),
                ]
            ),
            Paragraph(
                "上列单机版中的数据库、附件、密钥和交换包已覆写并删除，单机版封存文件一并删除。"
                "清除声明由该单机版的签名密钥签署，经巡察办核验无误；该密钥已随之销毁，对应的交换通道已关闭。"
                "已交回巡察办的数据按规定保管。"
            ),
            Signature("清除人", said.get("by", ""), on),
            Signature("巡察办接收人", "", None),
        ],
        signer=edition.office.name,
        signed_on=on,
        marking="internal",
    )


def _in_pieces(digest: str) -> str:
    """With spaces, so that it breaks within its cell."""
    return " ".join(digest[start : start + 32] for start in range(0, len(digest), 32))


def may_draw_up(user: User, edition: Edition) -> bool:
    return makes_editions(user, edition.inspection)


def is_wiped(edition: Edition) -> str | None:
    return _("The certificate of wiping has not been taken in yet.") if edition.wiped_on is None else None


def series(edition: Edition) -> str:
    return f"field-wiped/{edition.office_id}/{edition.wiped_on.year if edition.wiped_on else 0}"


TEMPLATES = [
    DocumentTemplate(
        "field_wiped",
        _l("Certificate that the field edition was wiped"),
        Edition,
        build_certificate,
        may_draw_up,
        series=series,
        number="巡单清〔{year}〕{no}号",
        needs=[is_wiped],
    )
]
