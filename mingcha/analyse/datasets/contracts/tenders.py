"""Tenders: lots, bids, how they were uploaded and paid for, and who won."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.companies import COMPANY, COMPANY_NAME
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

TENDER = column("tender_id", "标段编号", "Lot no.", required=True, also=("标段（包）编号", "招标编号"))
OWNER = column("owner", "招标人", "Owner", required=True, also=("采购人", "建设单位", "招标单位"))
CENTRE = Words("公共资源交易中心、招标代理机构", "Trading centre, tender agents")

TENDERS = Contract(
    name="tenders",
    words=Words("招标项目（标段）", "Tenders by lot"),
    area=Area.TENDERS,
    columns=(
        TENDER,
        column("tender", "标段名称", "Lot", also=("项目名称", "招标项目名称")),
        OWNER,
        column("owner_code", "招标人代码", "Owner's code", Kind.CREDIT_CODE),
        column("agent", "招标代理机构", "Tender agent", also=("代理机构",)),
        column("category", "项目类别", "Category", also=("行业类别", "品目")),
        column("method", "招标方式", "Method", Kind.CODE, codes={"open": "公开招标", "invited": "邀请招标"}),
        column("noticed_on", "公告日期", "Notice published on", Kind.DATE, also=("招标公告发布日期",)),
        column("opened_on", "开标日期", "Opened on", Kind.DATE, also=("开标时间",)),
        column("control_price", "最高投标限价", "Price ceiling", Kind.MONEY, unit="元", also=("招标控制价",)),
        column("floor_price", "最低投标限价", "Price floor", Kind.MONEY, unit="元", also=("成本警戒价",)),
        column(
            "pricing",
            "计价方式",
            "Pricing",
            Kind.CODE,
            codes={"free": "自主报价", "fixed": "固定单价或固定费率"},
        ),
        column("framework", "是否框架协议", "Framework agreement", Kind.FLAG),
    ),
    keys=("tender_id",),
    source=CENTRE,
    purpose=Words("核查招标投标活动是否合规", "Whether tendering is in order"),
)
BIDS = Contract(
    name="bids",
    words=Words("投标记录", "Bids"),
    area=Area.TENDERS,
    columns=(
        column("bid_id", "投标编号", "Bid no.", required=True, also=("序号",)),
        TENDER,
        COMPANY,
        COMPANY_NAME,
        column("quote", "投标报价", "Quote", Kind.MONEY, unit="元", also=("报价",)),
        column("valid", "是否有效投标", "Valid", Kind.FLAG),
        column(
            "contact_id", "联系人身份证号", "Contact's identity no.", Kind.IDENTITY, also=("经办人身份证号",)
        ),
        column("contact", "联系人", "Contact", personal=True, also=("经办人", "授权委托人")),
        column("contact_phone", "联系电话", "Contact's telephone", Kind.PHONE),
        column("manager_id", "项目负责人身份证号", "Site manager's identity no.", Kind.IDENTITY),
        column("manager", "项目负责人", "Site manager", personal=True, also=("项目经理", "拟派项目经理")),
        column("declared_group", "声明的所属集团", "Declared group", also=("关联关系声明",)),
    ),
    keys=("bid_id",),
    source=CENTRE,
    purpose=Words("核查围标串标、投标人关联", "Collusion and links between bidders"),
)
AWARDS = Contract(
    name="awards",
    words=Words("中标（成交）结果", "Awards"),
    area=Area.TENDERS,
    columns=(
        column("award_id", "中标编号", "Award no.", required=True, also=("中标通知书编号", "序号")),
        TENDER,
        OWNER,
        COMPANY,
        COMPANY_NAME,
        column(
            "amount", "中标金额", "Amount", Kind.MONEY, required=True, unit="元", also=("中标价", "成交金额")
        ),
        column("awarded_on", "中标日期", "Awarded on", Kind.DATE, required=True, also=("中标公示日期",)),
        column("partner", "联合体成员", "Consortium partner", also=("联合体单位",)),
    ),
    keys=("award_id",),
    source=CENTRE,
    purpose=Words("核查中标人及其与招标人的关系", "Who wins, and how they stand to the owner"),
)
BID_TRACES = Contract(
    name="bid_traces",
    words=Words("电子投标文件痕迹", "Traces of uploaded bids"),
    area=Area.TENDERS,
    columns=(
        column("trace_id", "记录编号", "Record no.", required=True, also=("序号",)),
        TENDER,
        COMPANY,
        COMPANY_NAME,
        column("ip", "上传IP地址", "IP address", also=("IP",)),
        column("mac", "网卡地址", "MAC address", also=("MAC地址",)),
        column("disk", "硬盘序列号", "Disk serial", also=("硬盘号",)),
        column("ca", "CA证书号", "CA certificate", also=("CA锁号", "加密锁号")),
        column("tool_key", "计价软件锁号", "Pricing tool's key", also=("造价软件加密锁",)),
        column("uploaded_at", "上传时间", "Uploaded at", Kind.MOMENT),
    ),
    keys=("trace_id",),
    source=Words("公共资源交易中心电子交易平台", "Electronic trading platform"),
    purpose=Words("核查投标文件是否出自同一台电脑", "Whether bids come from one computer"),
)
DEPOSITS = Contract(
    name="bid_deposits",
    words=Words("投标保证金缴纳记录", "Bid deposits"),
    area=Area.TENDERS,
    columns=(
        column("deposit_id", "缴纳编号", "Deposit no.", required=True, also=("流水号", "序号")),
        TENDER,
        COMPANY,
        COMPANY_NAME,
        column("payer", "付款人", "Payer", personal=True, also=("付款户名",)),
        column("payer_account", "付款账号", "Payer's account", Kind.ACCOUNT),
        column("branch", "付款网点", "Branch", also=("开户行", "付款行")),
        column("paid_at", "到账时间", "Paid at", Kind.MOMENT, also=("缴纳时间",)),
        column("amount", "金额", "Amount", Kind.MONEY, unit="元", also=("保证金金额",)),
        column(
            "way",
            "缴纳方式",
            "Way of payment",
            Kind.CODE,
            codes={"transfer": "转账", "gateway": "银行支付网关", "guarantee": "保函、保险", "cash": "现金"},
        ),
    ),
    keys=("deposit_id",),
    source=Words("公共资源交易中心、开户银行", "Trading centre, banks"),
    purpose=Words("核查保证金是否出自同一来源", "Whether deposits come from one source"),
)
SHARED_PLACES = Contract(
    name="shared_places",
    words=Words("公共上传环境清单", "Computers and exits that many use"),
    area=Area.TENDERS,
    columns=(
        column(
            "kind",
            "种类",
            "Kind",
            Kind.CODE,
            required=True,
            codes={"ip": "IP", "mac": "网卡", "disk": "硬盘", "ca": "CA", "tool_key": "软件锁"},
        ),
        column("value", "标识", "Key", required=True),
        column("place", "场所", "Place", also=("说明",)),
    ),
    keys=("kind", "value"),
    source=Words(
        "公共资源交易中心、代理机构、图文店报备", "Reported by the trading centre, agents, print shops"
    ),
    purpose=Words("排除交易中心、代理机构、图文店的公用电脑", "Leaving out computers open to all bidders"),
)

CONTRACTS = (TENDERS, BIDS, AWARDS, BID_TRACES, DEPOSITS, SHARED_PLACES)
