"""Companies: registers that many models ask for."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

COMPANY = column("company_code", "统一社会信用代码", "Credit code", Kind.CREDIT_CODE, required=True)
COMPANY_NAME = column("company", "企业名称", "Company", required=True, also=("单位名称", "公司名称"))

COMPANIES = Contract(
    name="companies",
    words=Words("市场主体登记", "Companies"),
    area=Area.BUSINESS,
    columns=(
        COMPANY,
        COMPANY_NAME,
        column("founded_on", "成立日期", "Founded on", Kind.DATE),
        column("capital", "注册资本", "Capital", Kind.MONEY, unit="元"),
        column("status", "登记状态", "Status", also=("经营状态",)),
        column("trade", "行业", "Trade"),
        column("address", "住所", "Address"),
        column("phone", "联系电话", "Telephone", Kind.PHONE),
        column("insured", "参保人数", "Persons insured", Kind.WHOLE, unit="人"),
        column("tax", "上年纳税额", "Tax of last year", Kind.MONEY, unit="元"),
        column("parent_code", "控股法人股东代码", "Parent company's code", Kind.CREDIT_CODE),
    ),
    keys=("company_code",),
    source=Words("市场监管局、税务局、人社局", "Market, tax and personnel bureaus"),
    purpose=Words("核查中标、申报企业的实际情况", "What companies really are"),
)
COMPANY_ROLES = Contract(
    name="company_roles",
    words=Words("企业人员与股东", "Who owns and runs companies"),
    area=Area.BUSINESS,
    columns=(
        column("role_id", "记录编号", "Record no.", required=True),
        COMPANY,
        COMPANY_NAME,
        PERSON,
        NAME,
        column(
            "role",
            "角色",
            "Role",
            Kind.CODE,
            required=True,
            codes={"legal": "法定代表人", "shareholder": "股东", "manager": "高管", "supervisor": "监事"},
        ),
        column("share", "持股比例", "Share", Kind.NUMBER, unit="%"),
        column("since", "起始日期", "Since", Kind.DATE),
        column("until", "截止日期", "Until", Kind.DATE),
    ),
    keys=("role_id",),
    source=Words("市场监管局", "Market bureau"),
    purpose=Words("核查公职人员及亲属经商办企业、投标人关联", "Officials in business, links between bidders"),
)

CONTRACTS = (COMPANIES, COMPANY_ROLES)
