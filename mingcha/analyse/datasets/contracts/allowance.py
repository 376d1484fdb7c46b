"""Social relief: who is on which list, for how long, in whose care."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import HOUSEHOLD, NAME, PERSON, VILLAGE
from mingcha.foundation.words import Words

SCHEMES = {"urban": "城市低保", "rural": "农村低保", "destitute": "特困供养", "temporary": "临时救助"}

RELIEF_LIST = Contract(
    name="relief_list",
    words=Words("社会救助对象名册", "Relief list"),
    area=Area.ALLOWANCE,
    columns=(
        column("record_id", "记录编号", "Record no.", required=True, also=("保障编号", "序号")),
        PERSON,
        NAME,
        HOUSEHOLD,
        column("relation", "与户主关系", "Relation to the head"),
        column("scheme", "救助类别", "Scheme", Kind.CODE, required=True, codes=SCHEMES, also=("保障类别",)),
        column("from_month", "享受起始月份", "From month", Kind.MONTH, required=True, also=("批准月份",)),
        column("to_month", "享受截止月份", "Until month", Kind.MONTH, also=("停发月份", "退出月份")),
        column("monthly", "月保障金额", "Amount a month", Kind.MONEY, unit="元", also=("月补助金额",)),
        column("single", "是否单人户纳入", "Taken in alone", Kind.FLAG, also=("单人保", "单人户施保")),
        column("filed", "是否近亲属备案", "Filed as kin of an official", Kind.FLAG, also=("备案",)),
        column("authority", "审批单位", "Approved by", also=("审批机关", "乡镇（街道）")),
        column(
            "guardian_id", "监护人身份证号", "Guardian's identity no.", Kind.IDENTITY, also=("照料人证号",)
        ),
        column("guardian", "监护人姓名", "Guardian", personal=True, also=("照料人", "照料护理人")),
        column("account", "银行账号", "Account", Kind.ACCOUNT, also=("一卡通账号", "卡号")),
        VILLAGE,
    ),
    keys=("record_id",),
    source=Words("民政局低保、特困、临时救助信息系统", "Civil affairs bureau, relief systems"),
    purpose=Words(
        "核查救助对象是否符合条件、是否重复享受", "Whether those on relief are entitled to it, and once"
    ),
)

CONTRACTS = (RELIEF_LIST,)
