"""Who holds which bank account: what links persons and companies besides kinship and posts."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

ACCOUNT_HOLDERS = Contract(
    name="account_holders",
    words=Words("账户持有与使用登记", "Holders and users of accounts"),
    area=Area.RELATIONS,
    columns=(
        column("record_id", "记录编号", "Record no.", required=True, also=("序号",)),
        column(
            "holder_id",
            "证件号码",
            "Identity no. or credit code",
            required=True,
            personal=True,
            also=("统一社会信用代码",),
        ),
        column("holder", "户名", "Holder", personal=True),
        column("account", "账号", "Account", Kind.ACCOUNT, required=True, also=("银行账号",)),
        column("use", "用途", "Use"),
    ),
    keys=("record_id",),
    source=Words(
        "银行、公共资源交易中心（退保证金账户）、各单位付款信息", "Banks, trading centre, units' payments"
    ),
    purpose=Words("核查人员、企业之间是否共用账户", "Whether persons and companies share an account"),
)

CONTRACTS = (ACCOUNT_HOLDERS,)
