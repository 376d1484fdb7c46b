"""Villages' collective money and assets: contracts, what is due on them, payments, village works."""

from decimal import Decimal

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

NONE = Decimal(0)
VILLAGE = column("village", "村（社区）", "Village", required=True, also=("村集体经济组织", "行政村"))

VILLAGE_CONTRACTS = Contract(
    name="village_contracts",
    words=Words("村集体资产资源发包出租合同", "Contracts letting village assets"),
    area=Area.VILLAGE,
    columns=(
        column("contract_id", "合同编号", "Contract no.", required=True),
        VILLAGE,
        column("town", "乡镇（街道）", "Town", required=True),
        column("asset", "资产资源名称", "Asset", also=("标的", "合同名称")),
        column(
            "kind",
            "资产类别",
            "Kind",
            Kind.CODE,
            required=True,
            codes={
                "farmland": "耕地",
                "forest": "林地",
                "wasteland": "四荒地",
                "pond": "水面坑塘",
                "shop": "门面房",
                "factory": "厂房",
            },
        ),
        column(
            "area",
            "合同面积",
            "Area in the contract",
            Kind.NUMBER,
            required=True,
            unit="亩或平方米",
            low=NONE,
        ),
        column("mapped", "测绘面积", "Area on the map", Kind.NUMBER, unit="亩或平方米", low=NONE),
        column(
            "rent",
            "年租金",
            "Rent a year",
            Kind.MONEY,
            required=True,
            unit="元",
            also=("年承包费",),
            low=NONE,
        ),
        column("years", "合同年限", "Term", Kind.NUMBER, unit="年", low=NONE),
        column("signed_on", "签订日期", "Signed on", Kind.DATE, required=True),
        column("lessee", "承租方", "Lessee", personal=True, also=("承包方",)),
        column("lessee_id", "承租方证件号", "Lessee's number", personal=True),
        column("purpose", "用途", "Purpose", Kind.CODE, codes={"business": "经营", "public": "公益"}),
        column("in_kind", "是否实物抵租", "Paid in kind", Kind.FLAG),
    ),
    keys=("contract_id",),
    source=Words("农村集体三资监管平台", "Register of village assets"),
    purpose=Words("核查低价发包、超期、未入账", "Let too cheaply, for too long, or never paid"),
)
VILLAGE_DUES = Contract(
    name="village_dues",
    words=Words("村集体合同应收与实收", "What is due and received on village contracts"),
    area=Area.VILLAGE,
    columns=(
        column("due_id", "应收编号", "Due no.", required=True),
        column("contract_id", "合同编号", "Contract no.", required=True),
        column("due_on", "应收日期", "Due on", Kind.DATE, required=True),
        column("due", "应收金额", "Due", Kind.MONEY, required=True, unit="元"),
        column("received", "实收金额", "Received", Kind.MONEY, unit="元", also=("入账金额",)),
        column("received_on", "入账日期", "Received on", Kind.DATE),
        column("ledger_on", "台账截止日期", "Ledger's day", Kind.DATE, required=True),
    ),
    keys=("due_id",),
    source=Words("农村集体三资监管平台、村级会计代理中心", "Register of village assets, village accountants"),
    purpose=Words("核查租金是否按期入账", "Whether rent is received in time"),
)
VILLAGE_PAYMENTS = Contract(
    name="village_payments",
    words=Words("村级资金支出明细", "Payments by villages"),
    area=Area.VILLAGE,
    columns=(
        column("payment_id", "凭证编号", "Payment no.", required=True, also=("凭证号", "流水号")),
        VILLAGE,
        column("paid_on", "支付日期", "Paid on", Kind.DATE, required=True),
        column("payee", "收款人", "Payee", personal=True, also=("收款方",)),
        column("account", "收款账号", "Payee's account", Kind.ACCOUNT),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元"),
        column(
            "way", "支付方式", "Way", Kind.CODE, required=True, codes={"transfer": "转账", "cash": "现金"}
        ),
        column(
            "kind",
            "支出类别",
            "Kind",
            Kind.CODE,
            codes={"wages": "工资误工补贴", "works": "工程款", "goods": "物资采购", "other": "其他"},
        ),
        column("contract_no", "合同编号", "Contract no."),
        column("about", "摘要", "What for", also=("用途",)),
    ),
    keys=("payment_id",),
    source=Words("村级会计代理中心", "Village accountants"),
    purpose=Words("核查拆分支付、大额现金", "Split payments and large cash"),
)
VILLAGE_WORKS = Contract(
    name="village_works",
    words=Words("村级工程项目", "Village works"),
    area=Area.VILLAGE,
    columns=(
        column("work_id", "工程编号", "Work no.", required=True),
        column("work", "工程名称", "Work", required=True),
        VILLAGE,
        column("signed_on", "合同日期", "Signed on", Kind.DATE, required=True, also=("中标日期",)),
        column("amount", "合同金额", "Amount", Kind.MONEY, required=True, unit="元", also=("中标金额",)),
        column("winner_code", "承建单位代码", "Winner's code", Kind.CREDIT_CODE, required=True),
        column("winner", "承建单位", "Winner", also=("中标单位",)),
    ),
    keys=("work_id",),
    source=Words("乡镇小型工程招标台账、三资监管平台", "Town's ledger of small works"),
    purpose=Words("核查村干部与承建单位的关联", "Village cadres linked to who builds"),
)

CONTRACTS = (VILLAGE_CONTRACTS, VILLAGE_DUES, VILLAGE_PAYMENTS, VILLAGE_WORKS)
