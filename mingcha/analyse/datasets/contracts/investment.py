"""Investment promotion: incentives, what companies paid and used, applications, and contracts signed."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.companies import COMPANY, COMPANY_NAME
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

PROMOTION = Words("招商局、工信局、发改委、财政局", "Investment, industry, planning and finance bureaus")

INCENTIVES = Contract(
    name="incentives",
    words=Words("招商引资奖补发放", "Incentives paid to companies"),
    area=Area.INVESTMENT,
    columns=(
        column("incentive_id", "奖补编号", "Incentive no.", required=True, also=("拨付编号", "序号")),
        COMPANY,
        COMPANY_NAME,
        column("fund", "奖补项目", "Fund", also=("资金名称",)),
        column("basis", "奖补依据", "Basis", also=("依据条款",)),
        column("amount", "奖补金额", "Amount", Kind.MONEY, required=True, unit="元", also=("拨付金额",)),
        column("paid_on", "拨付日期", "Paid on", Kind.DATE, required=True),
        column("promised_jobs", "承诺用工人数", "Jobs promised", Kind.WHOLE, unit="人"),
        column("starts_on", "约定投产日期", "Production agreed from", Kind.DATE, also=("投产日期",)),
        column("taxpayer_code", "集团纳税主体代码", "Code of the group's taxpayer", Kind.CREDIT_CODE),
    ),
    keys=("incentive_id",),
    source=PROMOTION,
    purpose=Words("核查奖补与实际贡献是否相符", "Whether incentives match what companies bring"),
)
COMPANY_TAXES = Contract(
    name="company_taxes",
    words=Words("企业纳税明细", "Taxes paid by companies"),
    area=Area.INVESTMENT,
    columns=(
        column("tax_id", "入库编号", "Receipt no.", required=True, also=("税票号",)),
        COMPANY,
        COMPANY_NAME,
        column("month", "所属月份", "Month", Kind.MONTH, required=True, also=("入库月份",)),
        column("kind", "税种", "Tax"),
        column("amount", "入库税额", "Amount", Kind.MONEY, required=True, unit="元", also=("实缴税额",)),
    ),
    keys=("tax_id",),
    source=Words("税务局", "Tax bureau"),
    purpose=Words("核查奖补是否超过税收贡献", "Whether incentives exceed the tax paid"),
)
COMPANY_POWER = Contract(
    name="company_power",
    words=Words("企业用电量", "Power used by companies"),
    area=Area.INVESTMENT,
    columns=(
        column("reading_id", "抄表编号", "Reading no.", required=True),
        COMPANY,
        column("meter", "用电户号", "Meter no.", also=("电表编号",)),
        column("month", "月份", "Month", Kind.MONTH, required=True),
        column("kwh", "用电量", "Power used", Kind.NUMBER, required=True, unit="千瓦时"),
    ),
    keys=("reading_id",),
    source=Words("供电公司", "Power company"),
    purpose=Words("核查企业是否真实生产", "Whether a company produces"),
)
INCENTIVE_APPLICATIONS = Contract(
    name="incentive_applications",
    words=Words("各部门奖补资金申报", "Applications for funds of all departments"),
    area=Area.INVESTMENT,
    columns=(
        column("application_id", "申报编号", "Application no.", required=True, also=("受理号",)),
        column("department", "主管部门", "Department", required=True),
        column("fund", "资金项目", "Fund", required=True, also=("资金名称", "专项名称")),
        COMPANY,
        COMPANY_NAME,
        column("asset", "申报标的标识", "Asset", also=("设备编号", "发票号码", "项目备案号")),
        column("asset_name", "申报标的", "Asset's name", also=("设备名称", "项目名称")),
        column("amount", "核定金额", "Amount granted", Kind.MONEY, required=True, unit="元"),
        column("applied_on", "申报日期", "Applied on", Kind.DATE),
        column("stackable", "是否允许叠加享受", "May be added to others", Kind.FLAG),
    ),
    keys=("application_id",),
    source=PROMOTION,
    purpose=Words("核查同一标的多头申报", "Whether one asset draws several funds"),
)
INVESTMENT_CONTRACTS = Contract(
    name="investment_contracts",
    words=Words("招商引资签约项目", "Investment projects signed"),
    area=Area.INVESTMENT,
    columns=(
        column("contract_id", "合同编号", "Contract no.", required=True, also=("项目编号",)),
        column("project", "项目名称", "Project", required=True),
        COMPANY_NAME,
        column("signed_on", "签约日期", "Signed on", Kind.DATE, required=True),
        column("planned_start_on", "约定开工日期", "Start agreed", Kind.DATE, also=("分期开工日期",)),
        column("started_on", "实际开工日期", "Started on", Kind.DATE),
        column("promised", "协议投资额", "Investment agreed", Kind.MONEY, unit="元"),
        column("due", "截至统计日应到位资金", "Due by now", Kind.MONEY, unit="元", also=("本期应到位",)),
        column("invested", "实际到位资金", "Paid in", Kind.MONEY, unit="元", also=("到位资金",)),
        column("land_given_on", "供地日期", "Land given on", Kind.DATE, also=("交地日期",)),
        column("land_started_on", "用地动工日期", "Building on the land from", Kind.DATE),
        column("clauses", "优惠政策条款", "Clauses on favours", also=("奖补条款",)),
        column("as_of", "统计截止日期", "As of", Kind.DATE, required=True),
    ),
    keys=("contract_id",),
    source=PROMOTION,
    purpose=Words("核查签约落地情况与违规优惠", "Whether signed projects come about; unlawful favours"),
)

CONTRACTS: tuple[Contract, ...] = (
    INCENTIVES,
    COMPANY_TAXES,
    COMPANY_POWER,
    INCENTIVE_APPLICATIONS,
    INVESTMENT_CONTRACTS,
)
