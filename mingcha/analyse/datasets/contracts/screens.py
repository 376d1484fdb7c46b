"""The ledger of payments: one generic table that the statistical screens work on."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

PAYMENTS = Contract(
    name="payments",
    words=Words("支付流水", "Ledger of payments"),
    area=Area.SCREENS,
    columns=(
        column("payment_id", "支付编号", "Payment no.", required=True, also=("流水号", "序号")),
        column("unit", "付款单位", "Unit", required=True, also=("单位", "预算单位")),
        column("payee", "收款人", "Payee", required=True, also=("收款单位", "对方户名")),
        column("account", "收款账号", "Payee's account", Kind.ACCOUNT, also=("对方账号",)),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元", also=("支付金额",)),
        column("day", "支付日期", "Day", Kind.DATE, required=True, also=("记账日期", "交易日期")),
        column("purpose", "用途", "Purpose", also=("摘要",)),
        column("voucher_no", "凭证号", "Voucher no.", also=("记账凭证号",)),
        column("invoice_no", "发票号码", "Invoice no."),
        column("contract_no", "合同编号", "Contract no."),
    ),
    keys=("payment_id",),
    source=Words(
        "国库集中支付系统、各单位财务账、银行流水", "Treasury payments, units' accounts, bank records"
    ),
    purpose=Words("从支付数据中筛出异常，供核查时选点", "To choose where to look among payments"),
)

CONTRACTS = (PAYMENTS,)
