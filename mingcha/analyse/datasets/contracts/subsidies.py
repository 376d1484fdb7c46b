"""Subsidies paid to persons."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

SUBSIDY_PAYMENTS = Contract(
    name="subsidy_payments",
    words=Words("惠民惠农补贴发放明细", "Subsidy payments"),
    area=Area.SUBSIDIES,
    columns=(
        column("payment_id", "发放编号", "Payment no.", required=True, also=("流水号", "序号")),
        column("person_id", "身份证号", "Identity no.", Kind.IDENTITY, required=True, also=("公民身份号码",)),
        column("name", "姓名", "Name", personal=True, also=("户主姓名", "领款人")),
        column(
            "item",
            "补贴项目",
            "Subsidy",
            required=True,
            also=("补贴类型", "补助类型", "补贴名称", "补助项目", "补助项目名称", "补贴种类"),
        ),
        column("month", "发放月份", "Month paid", Kind.MONTH, required=True, also=("所属月份", "所属期")),
        column(
            "amount",
            "发放金额",
            "Amount",
            Kind.MONEY,
            required=True,
            unit="元",
            also=("金额", "实发金额", "实发数", "补贴金额"),
        ),
        column("account", "银行账号", "Account", Kind.ACCOUNT, also=("一卡通账号", "卡号")),
        column("payee", "收款人", "Payee", personal=True),
        column("village", "村（社区）", "Village"),
    ),
    keys=("payment_id",),
    source=Words("财政局惠民惠农补贴“一卡通”系统", "Finance bureau, one-card system"),
    purpose=Words("核查补贴是否发给应得之人", "Whether subsidies reach those entitled"),
)

CONTRACTS = (SUBSIDY_PAYMENTS,)
