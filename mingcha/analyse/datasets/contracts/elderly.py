"""Care of the elderly: days of meals and service claimed, absences, headcounts of the units."""

from decimal import Decimal

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON, VILLAGE
from mingcha.foundation.words import Words

UNIT = column("unit", "服务机构", "Unit", required=True, also=("助餐点", "养老机构", "供餐单位"))
MONTH = column("month", "所属月份", "Month", Kind.MONTH, required=True, also=("服务月份", "就餐月份"))

CARE_CLAIMS = Contract(
    name="care_claims",
    words=Words("养老助餐与服务补助申领明细", "Meals and service claimed"),
    area=Area.ELDERLY,
    columns=(
        column("claim_id", "申领编号", "Claim no.", required=True, also=("序号",)),
        UNIT,
        PERSON,
        NAME,
        MONTH,
        column("kind", "补助类别", "Kind", Kind.CODE, codes={"meals": "助餐", "service": "居家服务"}),
        column("days", "服务天数", "Days", Kind.WHOLE, required=True, unit="天", also=("就餐天数",)),
        column("amount", "补助金额", "Amount", Kind.MONEY, unit="元"),
        column("proxy", "代领人", "Fetched by", personal=True, also=("代取人",)),
        VILLAGE,
    ),
    keys=("claim_id",),
    source=Words("民政局养老服务系统、助餐点报账资料", "Civil affairs bureau, claims of the units"),
    purpose=Words("核查助餐与服务天数是否真实", "Whether the days claimed are true"),
)
ABSENCES = Contract(
    name="absences",
    words=Words("老年人不在场记录", "Absences"),
    area=Area.ELDERLY,
    columns=(
        column("absence_id", "记录编号", "Record no.", required=True),
        PERSON,
        NAME,
        column("from_on", "起始日期", "From", Kind.DATE, required=True, also=("入院日期", "外出日期")),
        column("to_on", "截止日期", "Until", Kind.DATE, required=True, also=("出院日期", "返回日期")),
        column("reason", "事由", "Reason"),
    ),
    keys=("absence_id",),
    source=Words("医保局住院结算、养老机构请销假登记", "Medical insurance, the institutions' leave books"),
    purpose=Words("核查不在场期间是否仍申领补助", "Whether days are claimed for the absent"),
)
CARE_HEADCOUNTS = Contract(
    name="care_headcounts",
    words=Words("养老机构在册人数", "Headcounts of care units"),
    area=Area.ELDERLY,
    columns=(
        column("count_id", "记录编号", "Record no.", required=True),
        UNIT,
        MONTH,
        column(
            "persons", "在册（入住）人数", "Persons", Kind.WHOLE, required=True, unit="人", low=Decimal(0)
        ),
    ),
    keys=("count_id",),
    source=Words("民政局、街道实地核点", "Civil affairs bureau, counts on the spot"),
    purpose=Words("核查申领人数是否多于在册人数", "Whether more are claimed for than there are"),
)

CONTRACTS = (CARE_CLAIMS, ABSENCES, CARE_HEADCOUNTS)
