"""Allowances, invoices and balances in units' accounts."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

UNIT = column("unit", "单位", "Unit", required=True, also=("单位名称", "预算单位"))

ALLOWANCE_STANDARDS = Contract(
    name="allowance_standards",
    words=Words("津贴补贴项目与标准", "Allowances and their standards"),
    area=Area.FINANCE,
    columns=(
        column("item", "项目", "Item", required=True, also=("津补贴项目",)),
        column("monthly", "月标准", "Limit a month", Kind.MONEY, required=True, unit="元"),
        column("basis", "文件依据", "Basis"),
    ),
    keys=("item",),
    source=Words("人社局、财政局", "Personnel and finance bureaus"),
    purpose=Words("核查津补贴是否超标准", "Whether allowances exceed their standards"),
)
UNION_BENEFITS = Contract(
    name="union_benefits",
    words=Words("工会福利发放明细", "Union benefits"),
    area=Area.FINANCE,
    columns=(
        column("benefit_id", "发放编号", "Benefit no.", required=True),
        PERSON,
        NAME,
        UNIT,
        column("day", "发放日期", "Day", Kind.DATE, required=True),
        column("item", "慰问品", "Item"),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元"),
    ),
    keys=("benefit_id",),
    source=Words("各单位工会账", "Unions' accounts"),
    purpose=Words("核查工会福利是否只发会员", "Whether union benefits go to members only"),
)
UNION_MEMBERS = Contract(
    name="union_members",
    words=Words("工会会员名册", "Union members"),
    area=Area.FINANCE,
    columns=(
        PERSON,
        NAME,
        UNIT,
        column("since", "入会日期", "Member since", Kind.DATE),
        column("until", "离会日期", "Member until", Kind.DATE),
    ),
    keys=("person_id", "unit"),
    source=Words("各单位工会", "Unions"),
    purpose=Words("核查工会福利是否只发会员", "Whether union benefits go to members only"),
)
INVOICES = Contract(
    name="invoices",
    words=Words("报销发票明细", "Invoices reimbursed"),
    area=Area.FINANCE,
    columns=(
        column("line_id", "明细编号", "Line no.", required=True),
        column("invoice_no", "发票号码", "Invoice no.", required=True),
        UNIT,
        column("seller", "销售方", "Seller", required=True, also=("开票单位",)),
        column("seller_code", "销售方税号", "Seller's credit code", Kind.CREDIT_CODE),
        column("seller_trade", "销售方行业", "Seller's trade", also=("经营范围",)),
        column("day", "开票日期", "Day", Kind.DATE),
        column("item", "品名", "Item", required=True, also=("货物或应税劳务名称",)),
        column("amount", "价税合计", "Amount", Kind.MONEY, required=True, unit="元"),
        column("has_list", "是否附清单", "With a list", Kind.FLAG),
    ),
    keys=("line_id",),
    source=Words("税务局、各单位财务账", "Tax bureau, units' accounts"),
    purpose=Words("核查发票品名是否真实", "Whether invoices name what was bought"),
)
BALANCES = Contract(
    name="balances",
    words=Words("往来科目余额", "Balances of receivables and payables"),
    area=Area.FINANCE,
    columns=(
        column("balance_id", "记录编号", "Record no.", required=True),
        UNIT,
        column("subject", "会计科目", "Account", required=True),
        column("counterparty", "往来单位（个人）", "Counterparty"),
        column("amount", "余额", "Balance", Kind.MONEY, required=True, unit="元"),
        column("moved_on", "最后变动日期", "Last moved on", Kind.DATE, required=True),
        column("as_of", "余额日期", "As of", Kind.DATE, required=True),
        column("in_court", "是否涉诉", "In court", Kind.FLAG),
    ),
    keys=("balance_id",),
    source=Words("各单位财务账", "Units' accounts"),
    purpose=Words("核查长期挂账", "Balances left standing"),
)
BANK_ACCOUNTS = Contract(
    name="unit_bank_accounts",
    words=Words("单位银行账户开户清单", "Units' accounts as the banks know them"),
    area=Area.FINANCE,
    columns=(
        column("account", "账号", "Account", Kind.ACCOUNT, required=True),
        UNIT,
        column("bank", "开户行", "Bank"),
        column("opened_on", "开户日期", "Opened on", Kind.DATE),
        column("closed_on", "销户日期", "Closed on", Kind.DATE),
    ),
    keys=("account",),
    source=Words("人民银行账户管理系统", "The central bank's register of accounts"),
    purpose=Words("核查账外账户", "Accounts outside the books"),
)
REGISTERED_ACCOUNTS = Contract(
    name="registered_accounts",
    words=Words("财政审批备案账户", "Accounts approved by the finance bureau"),
    area=Area.FINANCE,
    columns=(
        column("account", "账号", "Account", Kind.ACCOUNT, required=True),
        UNIT,
        column("approved_on", "审批备案日期", "Approved on", Kind.DATE),
    ),
    keys=("account",),
    source=Words("财政局", "Finance bureau"),
    purpose=Words("核查账外账户", "Accounts outside the books"),
)
UNIT_LEASES = Contract(
    name="unit_leases",
    words=Words("国有资产出租台账", "Leases of units' property"),
    area=Area.FINANCE,
    columns=(
        column("lease_id", "合同编号", "Lease no.", required=True),
        UNIT,
        column("asset", "出租资产", "Asset"),
        column("tenant", "承租人", "Tenant"),
        column("due", "截至报表日应收租金", "Rent due by the day of the ledger", Kind.MONEY, unit="元"),
    ),
    keys=("lease_id",),
    source=Words("机关事务管理局、各单位", "Government offices administration, units"),
    purpose=Words("核查租金是否足额入账", "Whether rent due was booked"),
)
RENT_RECEIPTS = Contract(
    name="rent_receipts",
    words=Words("租金入账明细", "Rent booked"),
    area=Area.FINANCE,
    columns=(
        column("receipt_id", "收款编号", "Receipt no.", required=True),
        column("lease_id", "合同编号", "Lease no.", required=True),
        column("day", "入账日期", "Day", Kind.DATE),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元"),
    ),
    keys=("receipt_id",),
    source=Words("财政非税系统、各单位财务账", "The treasury, units' accounts"),
    purpose=Words("核查租金是否足额入账", "Whether rent due was booked"),
)

CONTRACTS = (
    ALLOWANCE_STANDARDS,
    UNION_BENEFITS,
    UNION_MEMBERS,
    INVOICES,
    BALANCES,
    BANK_ACCOUNTS,
    REGISTERED_ACCOUNTS,
    UNIT_LEASES,
    RENT_RECEIPTS,
)
