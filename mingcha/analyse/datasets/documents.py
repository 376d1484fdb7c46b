"""数据销毁证明: what was destroyed, when, by whom, and that nothing is left."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from mingcha.analyse.datasets.models import Dataset
from mingcha.analyse.datasets.permissions import keeps
from mingcha.foundation.accounts.models import User
from mingcha.foundation.documents import (
    Block,
    DocumentTemplate,
    Fields,
    Official,
    Paragraph,
    Signature,
    Table,
)


def build_certificate(dataset: Dataset) -> Official:
    """Names the table and its versions by their digests, and no value of them."""
    on = dataset.destroyed_on
    return Official(
        kind="form",
        title="数据销毁证明",
        blocks=[
            _facts(dataset),
            Paragraph(
                "上列数据的全部版本、导入时剔除的数据行、待导入的文件，以及由其得出的模型命中清单、"
                "融合比对所示内容，已从本系统存储中删除。"
                "已写入疑点、底稿的内容随相应材料保管；备份中的副本按备份周期清除。"
            ),
            *_versions(dataset),
            Signature("销毁人", dataset.destroyed_by.full_name if dataset.destroyed_by else "", on),
            Signature("监销人", dataset.witness, on),
        ],
        signer=dataset.office.name,
        signed_on=on,
        marking="internal",
    )


def _facts(dataset: Dataset) -> Block:
    contract = dataset.declared.words.zh if dataset.declared else dataset.contract
    return Fields(
        [
            ("数据名称", dataset.title),
            ("数据类别", contract),
            ("提供单位", dataset.department),
            ("调取函号", dataset.letter_number),
            ("调取日期", dataset.letter_on.isoformat()),
            ("保存期限", dataset.keep_until.isoformat()),
            ("调取目的", dataset.purpose),
            ("销毁原因", dataset.reason),
        ]
    )


def _versions(dataset: Dataset) -> list[Block]:
    rows = [
        [
            str(one.number),
            timezone.localdate(one.created_at).isoformat(),
            f"{one.rows:,}（{one.set_aside:,}）",
            _in_halves(one.source_digest),
        ]
        for one in dataset.versions.order_by("number")
    ]
    heads = ["版本", "导入日期", "行数（剔除）", "源文件摘要（SM3）"]
    return [Table(heads, rows, widths=(2, 4, 4, 10), title="已销毁的版本")] if rows else []


def _in_halves(digest: str) -> str:
    """With a space, so that it breaks within its cell."""
    return f"{digest[:32]} {digest[32:]}"


def may_draw_up(user: User, dataset: Dataset) -> bool:
    return keeps(user, dataset)


def is_destroyed(dataset: Dataset) -> str | None:
    return _("The data have not been destroyed yet.") if dataset.is_open else None


def series(dataset: Dataset) -> str:
    year = dataset.destroyed_on.year if dataset.destroyed_on else 0
    return f"data-destruction/{dataset.office_id}/{year}"


TEMPLATES = [
    DocumentTemplate(
        "destruction_certificate",
        _l("Certificate of the destruction of data"),
        Dataset,
        build_certificate,
        may_draw_up,
        series=series,
        number="巡数销〔{year}〕{no}号",
        needs=[is_destroyed],
    )
]
