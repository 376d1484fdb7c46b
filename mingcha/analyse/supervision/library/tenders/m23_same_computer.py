"""M23: bids of different bidders uploaded from one computer, or made with one certificate or software key."""

import ibis
import ibis.expr.types as ir

from mingcha.analyse.datasets.contracts.declaration import Area
from mingcha.analyse.datasets.contracts.tenders import BID_TRACES, SHARED_PLACES, TENDERS
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
from mingcha.analyse.supervision.portable import capped, keys
from mingcha.foundation.words import Words

SAME_BUILDING = FalsePositive(
    "same_building", Words("同一写字楼共用出口IP", "One address for a whole office building")
)
AGENCY_COMPUTER = FalsePositive(
    "agency_computer", Words("在交易中心或代理机构电脑上传", "Uploaded at the trading centre or the agent's")
)
PRINT_SHOP = FalsePositive("print_shop", Words("在同一家图文店制作", "Made at the same print shop"))
KINDS = {"ip": "IP", "mac": "网卡", "disk": "硬盘", "ca": "CA证书", "tool_key": "软件锁"}


def _keys_used(traces: ir.Table) -> ir.Table:
    """One row for each key of each upload: its kind and value."""
    parts = [
        traces.select(
            "trace_id",
            "tender_id",
            "company_code",
            kind=ibis.literal(kind),
            value=traces[kind].strip().upper(),
        )
        for kind in KINDS
    ]
    used = ibis.union(*parts, distinct=False)
    return used.filter(used.value.notnull() & (used.value != ""))


def _shared(used: ir.Table, lots: int, crowd: int) -> ir.Table:
    """Keys that several bidders of a lot used. An IP counts only if that happens again and few use it."""
    shared = used.group_by("tender_id", "kind", "value").agg(bidders=used.company_code.nunique())
    shared = shared.filter(shared.bidders >= 2)
    again = shared.group_by("kind", "value").agg(lots=shared.count())
    users = used.semi_join(shared, ["kind", "value"])
    users = users.group_by("kind", "value").agg(users=users.company_code.nunique())
    found = shared.inner_join(again, ["kind", "value"]).inner_join(users, ["kind", "value"])
    return found.filter((found.kind != "ip") | ((found.lots >= lots) & (found.users <= crowd)))


def hits(traces: ir.Table, tenders: ir.Table, places: ir.Table, *, lots: int, crowd: int) -> ir.Table:
    """One row for each lot: how many bidders share keys, of which kinds, in how many lots."""
    used = _keys_used(traces)
    used = used.anti_join(places.mutate(value=places.value.strip().upper()), ["kind", "value"])
    shared = _shared(used, lots, crowd).select("tender_id", "kind", "value", "lots")
    uploads = used.inner_join(shared, ["tender_id", "kind", "value"])
    found = uploads.group_by("tender_id").agg(
        bidders=uploads.company_code.nunique(),
        kinds=uploads.kind.nunique(),
        lots=uploads.lots.max(),
        keys_traces=keys(uploads.trace_id),
        **{kind: (uploads.kind == kind).any() for kind in KINDS},
    )
    words = [ibis.ifelse(found[kind], f"{word} ", "") for kind, word in KINDS.items()]
    found = found.mutate(
        how=(words[0] + words[1] + words[2] + words[3] + words[4]).strip(),
        hard=found.mac | found.disk | found.ca | found.tool_key,
    ).left_join(tenders.select("tender_id", "tender"), "tender_id")
    hard, again = found.hard.cast("int64"), (found.lots >= 2).cast("int64")
    return found.select(
        "bidders",
        "how",
        "lots",
        "keys_traces",
        subject_key=found.tender_id,
        subject_name=found.tender,
        score=capped(ibis.literal(0.4) + hard * 0.2 + found.kinds * 0.1 + again * 0.1),
        keys_tenders=ibis.array([found.tender_id]),
    )


TRACES = "trace_id tender_id company_code ip mac disk ca tool_key"
LOT = {"tenders": rows("tender_id tender", ("T1", "某路一标段"), ("T2", "某路二标段"))}
MODEL = Model(
    code="M23",
    words=Words("投标文件同一电脑或证书", "Bids from one computer"),
    area=Area.TENDERS,
    subject=Subject.PROJECT,
    severity=Severity.HIGH,
    standing=Standing.ATTESTED,
    looks_for=Words(
        "同一标段不同投标人的投标文件出自同一网卡、硬盘、CA证书、软件锁，或反复出自同一IP",
        "Bids of one lot sharing a network card, disk, certificate or software key, or an IP time and again",
    ),
    basis=(
        Words(
            "招标投标法实施条例第四十条：投标文件由同一单位或者个人编制的，视为串通投标",
            "Regulation on tendering art. 40: bids made by one unit or person count as collusion",
        ),
    ),
    inputs={"traces": BID_TRACES, "tenders": TENDERS, "places": SHARED_PLACES},
    optional=("tenders", "places"),
    parameters=(
        whole("lots", "同一IP重复标段数", "Lots sharing an IP", 2, 1, 20, unit="个"),
        whole("crowd", "同一IP使用企业上限", "Most companies behind an IP", 10, 2, 200, unit="家"),
    ),
    evidence=(
        Evidence("bidders", Words("涉及投标人", "Bidders concerned"), unit="家"),
        Evidence("how", Words("相同标识", "What they share")),
        Evidence("lots", Words("同一标识出现的标段数", "Lots in which the same key is shared"), unit="个"),
    ),
    sentence=Words(
        "标段“{subject_name}”（{subject_key}）有{bidders}家投标人的上传痕迹相同：{how}；"
        "同样情形见于{lots}个标段。",
        "{bidders} bidders of “{subject_name}” ({subject_key}) share {how}; the same is seen in {lots} lots.",
    ),
    to_check=Words(
        "调取交易平台原始日志核对；询问经办人在何处、由谁制作投标文件；查同一电脑的归属。",
        "Read the platform's raw log; ask who made the bids and where; find whose computer it is.",
    ),
    false_positives=(SAME_BUILDING, AGENCY_COMPUTER, PRINT_SHOP),
    hits=hits,
    notes=Words(
        "网卡、硬盘、证书、软件锁相同一次即提示；仅IP相同须在两个以上标段重复，且使用该IP的企业不超过上限"
        "（多则为共用出口）。公用电脑以报备清单排除，未报备的由核查人认定，"
        "因为串标窝点的电脑也会有多家使用。",
        "One shared card, disk, certificate or key is enough; a shared IP must recur, with few companies "
        "behind it. Public computers are left out by a list, not by how many use them: a ring's computer "
        "has many users too.",
    ),
    cases=(
        Case(
            "one network card and one certificate",
            rows={
                "traces": rows(
                    TRACES,
                    ("u1", "T1", "A", "1.1.1.1", "aa:01", "D1", "C1", None),
                    ("u2", "T1", "B", "1.1.1.2", "AA:01 ", "D2", "C1", None),
                    ("u3", "T1", "C", "1.1.1.3", "aa:03", "D3", "C3", ""),
                    ("u4", "T2", "C", "1.1.1.3", "aa:03", "D3", "C3", ""),
                )
            }
            | LOT,
            hits={
                "T1": {
                    "bidders": 2,
                    "how": "网卡 CA证书",
                    "lots": 1,
                    "score": 0.8,
                    "keys": {"traces": ("u1", "u2"), "tenders": ("T1",)},
                }
            },
        ),
        Case(
            "the same IP in two lots",
            rows={
                "traces": rows(
                    TRACES,
                    ("u1", "T1", "A", "1.1.1.1", None, None, None, None),
                    ("u2", "T1", "B", "1.1.1.1", None, None, None, None),
                    ("u3", "T2", "A", "1.1.1.1", None, None, None, None),
                    ("u4", "T2", "B", "1.1.1.1", None, None, None, None),
                )
            },
            hits={"T1": {"lots": 2, "how": "IP"}, "T2": {"lots": 2, "score": 0.6}},
        ),
        Case(
            "an office building: one IP, many companies",
            rows={
                "traces": rows(
                    TRACES,
                    *(
                        (f"u{lot}{who}", lot, who, "1.1.1.1", None, None, None, None)
                        for lot, who in (("T1", "A"), ("T1", "B"), ("T2", "A"), ("T2", "B"), ("T3", "C"))
                    ),
                )
            },
            innocent="same_building",
            parameters={"crowd": 2},
        ),
        Case(
            "the trading centre's computer",
            rows={
                "traces": rows(
                    TRACES,
                    ("u1", "T1", "A", None, "aa:01", None, None, None),
                    ("u2", "T1", "B", None, "aa:01", None, None, None),
                ),
                "places": rows("kind value place", ("mac", "AA:01", "交易中心自助机")),
            },
            innocent="agency_computer",
        ),
        Case(
            "a print shop on the list",
            rows={
                "traces": rows(
                    TRACES,
                    ("u1", "T1", "A", None, None, "D9", None, None),
                    ("u2", "T1", "B", None, None, "D9", None, None),
                ),
                "places": rows("kind value place", ("disk", "d9", "示例图文店")),
            },
            innocent="print_shop",
        ),
        Case(
            "the same IP in one lot only",
            rows={
                "traces": rows(
                    TRACES,
                    ("u1", "T1", "A", "1.1.1.1", None, None, None, None),
                    ("u2", "T1", "B", "1.1.1.1", None, None, None, None),
                )
            },
        ),
    ),
)
