"""M52: one company draws several funds for the same asset."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.investment import INCENTIVE_APPLICATIONS
from mingcha.analyse.supervision.declaration import (
    Case,
    Evidence,
    FalsePositive,
    Model,
    Severity,
    Standing,
    Subject,
    rows,
)
from mingcha.analyse.supervision.parameters import whole
from mingcha.analyse.supervision.portable import capped, keys, yuan
from mingcha.foundation.words import Words

STACKING = FalsePositive("stacking", Words("政策明确允许叠加享受", "The rules let one be added to another"))
STAGES = FalsePositive("stages", Words("同一资金分期拨付", "Instalments of one fund"))
PARTS = FalsePositive("parts", Words("同一项目的不同部分", "Different parts of one project"))


def hits(applications: ir.Table, *, funds: int) -> ir.Table:
    """One row for each company and asset: funds that may not be added to others, departments, amounts."""
    asset = applications.asset.upper()
    for mark in (" ", "-", "/", "　"):
        asset = asset.replace(mark, "")
    claims = applications.mutate(thing=asset, whose=applications.department.concat("·", applications.fund))
    claims = claims.filter(claims.thing.notnull() & (claims.thing != "") & (claims.amount > 0))
    claims = claims.filter(~claims.stackable.fill_null(False))
    found = claims.group_by("company_code", "thing").agg(
        subject_name=claims.company.max(),
        asset_name=claims.asset_name.max(),
        funds=claims.whose.nunique(),
        departments=claims.department.nunique(),
        amount=yuan(claims.amount.sum()),
        largest=yuan(claims.amount.max()),
        first=claims.applied_on.min(),
        last=claims.applied_on.max(),
        keys_applications=keys(claims.application_id),
    )
    found = found.filter(found.funds >= funds)
    return found.select(
        "subject_name",
        "asset_name",
        "funds",
        "departments",
        "amount",
        "first",
        "last",
        "keys_applications",
        subject_key=found.company_code,
        beyond=yuan(found.amount - found.largest),
        score=capped(ibis.ifelse(found.departments > 1, 0.7, 0.6) + (found.funds - 2) * 0.1),
    )


FIRM = "91990101MA00000001"
APPLIED = "application_id department fund company_code company asset asset_name amount applied_on stackable"


def _applied(*given: tuple[str, str, str, int, bool]) -> list[dict[str, object]]:
    """Applications of one company: department, fund, asset, amount, stackable."""
    return rows(
        APPLIED,
        *(
            (f"q{number}", one[0], one[1], FIRM, "示例公司", one[2], "冷库一座", one[3], "2024-03-01", one[4])
            for number, one in enumerate(given, 1)
        ),
    )


MODEL = Model(
    code="M52",
    words=Words("同一标的重复申报奖补", "Several funds for one asset"),
    area=Area.INVESTMENT,
    subject=Subject.COMPANY,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "同一企业以同一设备、发票或项目向两个以上专项资金申报并获核定",
        "One company granted two or more funds for the same machine, invoice or project",
    ),
    basis=(
        Words(
            "各专项资金管理办法：同一项目不得重复申报财政资金；《财政违法行为处罚处分条例》第十四条",
            "Rules of funds: one project draws one fund; Regulations on fiscal violations, article 14",
        ),
    ),
    inputs={"applications": INCENTIVE_APPLICATIONS},
    parameters=(whole("funds", "资金项目数", "Funds", 2, 2, 10, unit="项"),),
    evidence=(
        Evidence("asset_name", Words("标的", "Asset")),
        Evidence("funds", Words("资金项目数", "Funds"), unit="项"),
        Evidence("departments", Words("主管部门数", "Departments"), unit="个"),
        Evidence("amount", Words("核定金额", "Amount granted"), unit="元"),
        Evidence("beyond", Words("最大一笔以外", "Beyond the largest"), unit="元"),
        Evidence("first", Words("最早申报", "First")),
        Evidence("last", Words("最晚申报", "Last")),
    ),
    sentence=Words(
        "{subject_name}以“{asset_name}”申报{departments}个部门的{funds}项资金，核定{amount}元，"
        "其中最大一笔以外{beyond}元（{first}至{last}）。",
        "{subject_name} drew {funds} funds of {departments} departments for “{asset_name}”: ¥{amount},"
        " of which ¥{beyond} beyond the largest ({first} to {last}).",
    ),
    to_check=Words(
        "比对各部门申报书、发票与现场实物；查资金办法能否叠加；问主管部门是否会商查重。",
        "Compare applications, invoices and the asset itself; may funds be added; did departments compare.",
    ),
    false_positives=(STACKING, STAGES, PARTS),
    hits=hits,
    notes=Words(
        "标的以设备编号、发票号或备案号识别，去空格、横线、斜线，不分大小写；没有标识的不比对。"
        "标明允许叠加的资金不计入；同一资金分期拨付算一项。不同部分共用一个备案号的，数据上分不出来。",
        "An asset is known by its serial, invoice or filing number, compared without blanks, dashes, slashes"
        " or case; without a number it is not compared. Funds marked as stackable do not count, instalments"
        " of a fund count once. Parts of a project under one filing number cannot be told apart.",
    ),
    cases=(
        Case(
            "one cold store, two departments",
            rows={
                "applications": _applied(
                    ("商务局", "冷链资金", "LK-2023 001", 500_000, False),
                    ("农业农村局", "产地冷藏", "lk2023001", 300_000, False),
                )
            },
            hits={
                FIRM: {
                    "funds": 2,
                    "departments": 2,
                    "amount": 800_000,
                    "beyond": 300_000,
                    "score": 0.7,
                    "keys": {"applications": ("q1", "q2")},
                }
            },
        ),
        Case(
            "two assets, or nothing granted",
            rows={
                "applications": _applied(
                    ("商务局", "冷链资金", "A1", 500_000, False),
                    ("农业农村局", "产地冷藏", "A2", 300_000, False),
                    ("农业农村局", "产地冷藏", "A1", 0, False),
                )
            },
        ),
        Case(
            "the second may be added to the first",
            rows={
                "applications": _applied(
                    ("商务局", "冷链资金", "A1", 500_000, False), ("工信局", "贷款贴息", "A1", 30_000, True)
                )
            },
            innocent="stacking",
        ),
        Case(
            "two instalments of one fund",
            rows={
                "applications": _applied(
                    ("商务局", "冷链资金", "A1", 500_000, False), ("商务局", "冷链资金", "A1", 500_000, False)
                )
            },
            innocent="stages",
        ),
    ),
)
