"""Farm machinery: purchases subsidised, and the hours that the machines' terminals report."""

from decimal import Decimal

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON, VILLAGE
from mingcha.foundation.words import Words

SERIAL = column("serial", "出厂编号", "Serial no.", required=True, also=("机具编号", "整机编号"))

MACHINE_GRANTS = Contract(
    name="machine_grants",
    words=Words("农机购置补贴台账", "Farm machinery grants"),
    area=Area.MACHINERY,
    columns=(
        column("grant_id", "补贴编号", "Grant no.", required=True, also=("申请编号", "序号")),
        PERSON,
        NAME,
        SERIAL,
        column("engine_no", "发动机号", "Engine no.", also=("发动机编号",)),
        column("model", "产品型号", "Model", also=("机具型号", "机型")),
        column("dealer", "经销企业", "Dealer", also=("经销商",)),
        column("invoice_no", "发票号码", "Invoice no."),
        column("bought_on", "购机日期", "Bought on", Kind.DATE, required=True, also=("开票日期",)),
        column("price", "销售价格", "Price", Kind.MONEY, unit="元", also=("购机价格", "发票金额")),
        column("subsidy", "补贴金额", "Grant", Kind.MONEY, unit="元", also=("中央补贴额",)),
        VILLAGE,
    ),
    keys=("grant_id",),
    source=Words("农业农村局农机购置补贴办理系统", "Agriculture bureau, grants system"),
    purpose=Words("核查一机多补、虚购套补", "One machine paid for twice, bought only on paper"),
)
MACHINE_WORK = Contract(
    name="machine_work",
    words=Words("农机作业监测", "Hours of work reported"),
    area=Area.MACHINERY,
    columns=(
        column("work_id", "记录编号", "Record no.", required=True),
        SERIAL,
        column("month", "月份", "Month", Kind.MONTH, required=True),
        column("hours", "作业小时", "Hours", Kind.NUMBER, required=True, unit="小时", low=Decimal(0)),
        column("online_days", "终端在线天数", "Days online", Kind.WHOLE, unit="天"),
        column("state", "机具状态", "State", also=("备注",)),
    ),
    keys=("work_id",),
    source=Words("农机作业远程监测平台", "The monitoring platform of machines' terminals"),
    purpose=Words("核查补贴机具是否真实使用", "Whether machines paid for are used"),
)

CONTRACTS = (MACHINE_GRANTS, MACHINE_WORK)
