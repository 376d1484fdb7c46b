"""Persons: registers that many models ask for."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

PERSON = column("person_id", "身份证号", "Identity no.", Kind.IDENTITY, required=True, also=("公民身份号码",))
NAME = column("name", "姓名", "Name", personal=True)
HOUSEHOLD = column("household", "户编号", "Household", also=("户号",))
VILLAGE = column("village", "村（社区）", "Village")

DEATHS = Contract(
    name="deaths",
    words=Words("死亡人员信息", "Deaths"),
    area=Area.PEOPLE,
    columns=(
        PERSON,
        NAME,
        column("died_on", "死亡日期", "Date of death", Kind.DATE, required=True),
        column("registered_on", "登记日期", "Registered on", Kind.DATE, also=("注销日期", "火化日期")),
        column("register", "登记来源", "Register", also=("来源",)),
    ),
    keys=("person_id",),
    source=Words(
        "公安局户籍注销、民政局火化、卫健委死亡医学证明", "Police, civil affairs and health registers"
    ),
    purpose=Words("核查待遇是否在死亡后停发", "Whether benefits end with death"),
)
PRISONERS = Contract(
    name="prisoners",
    words=Words("服刑在押人员信息", "Prisoners"),
    area=Area.PEOPLE,
    columns=(
        column("record_id", "记录编号", "Record no.", required=True),
        PERSON,
        NAME,
        column("from_on", "收押日期", "Held from", Kind.DATE, required=True),
        column("to_on", "释放日期", "Held until", Kind.DATE),
    ),
    keys=("record_id",),
    source=Words("公安局、司法局", "Police and justice bureaus"),
    purpose=Words("核查服刑在押期间是否违规领取待遇", "Whether benefits are paid to prisoners"),
)
RESIDENTS = Contract(
    name="residents",
    words=Words("户籍人口", "Residents by household"),
    area=Area.PEOPLE,
    columns=(
        PERSON,
        NAME,
        HOUSEHOLD,
        column("relation", "与户主关系", "Relation to the head"),
        column("sex", "性别", "Sex", Kind.CODE, codes={"M": "男", "F": "女"}),
        column("born_on", "出生日期", "Born on", Kind.DATE),
        VILLAGE,
        column("phone", "联系电话", "Telephone", Kind.PHONE),
        column("address", "住址", "Address", personal=True),
    ),
    keys=("person_id",),
    source=Words("公安局", "Police"),
    purpose=Words("确定同户与人员身份", "Who lives together, who is who"),
)
KIN = Contract(
    name="kin",
    words=Words("亲属关系", "Kinship"),
    area=Area.PEOPLE,
    columns=(
        column("relation_id", "关系编号", "Relation no.", required=True),
        PERSON,
        column("kin_id", "亲属身份证号", "Relative's identity no.", Kind.IDENTITY, required=True),
        column("kin_name", "亲属姓名", "Relative's name", personal=True),
        column("relation", "关系", "Relation", required=True),
        column("degree", "亲等", "Degree", Kind.WHOLE, required=True),
    ),
    keys=("relation_id",),
    source=Words("领导干部个人有关事项报告、户籍信息", "Officials' reports on personal matters, police"),
    purpose=Words("核查公职人员近亲属", "Relatives of officials"),
)
OFFICIALS = Contract(
    name="officials",
    words=Words("公职人员与村干部名册", "Officials and village cadres"),
    area=Area.PEOPLE,
    columns=(
        PERSON,
        NAME,
        column("unit", "单位", "Unit", required=True),
        column("post", "职务", "Post"),
        column("rank", "职级", "Rank"),
        column("is_leader", "是否班子成员", "In the leadership", Kind.FLAG),
        column("is_village", "是否村干部", "Village cadre", Kind.FLAG),
        VILLAGE,
        column("since", "任职日期", "In post since", Kind.DATE),
        column("until", "离任日期", "In post until", Kind.DATE),
        column("phone", "联系电话", "Telephone", Kind.PHONE),
        column("hometown", "籍贯", "Native place"),
        column("school", "毕业院校", "School"),
    ),
    keys=("person_id",),
    source=Words("组织部、人社局", "Organisation department, personnel bureau"),
    purpose=Words("核查公职人员身份", "Who is an official"),
)
PAYROLL = Contract(
    name="payroll",
    words=Words("工资发放明细", "Payroll"),
    area=Area.PAYROLL,
    columns=(
        column("pay_id", "发放编号", "Payment no.", required=True),
        PERSON,
        NAME,
        column("unit", "单位", "Unit", required=True),
        column("month", "发放月份", "Month paid", Kind.MONTH, required=True),
        column("for_month", "所属月份", "Month it is for", Kind.MONTH),
        column("item", "项目", "Item", also=("工资项目",)),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元"),
        column("source", "资金来源", "Paid from"),
    ),
    keys=("pay_id",),
    source=Words("财政局统发工资系统、各单位", "Finance bureau, units"),
    purpose=Words("核查财政供养与违规发放", "Who is paid from the treasury, and what"),
)
VEHICLES = Contract(
    name="vehicles",
    words=Words("机动车登记", "Vehicles"),
    area=Area.PEOPLE,
    columns=(
        column("plate", "号牌号码", "Plate", Kind.PLATE, required=True, also=("车牌号",)),
        PERSON,
        column("kind", "车辆类型", "Kind"),
        column("registered_on", "登记日期", "Registered on", Kind.DATE),
        column("value", "价值", "Value", Kind.MONEY, unit="元"),
    ),
    keys=("plate",),
    source=Words("公安局交警支队", "Traffic police"),
    purpose=Words("核查家庭财产", "What a household owns"),
)
HOUSES = Contract(
    name="houses",
    words=Words("不动产登记", "Houses"),
    area=Area.PEOPLE,
    columns=(
        column("house_id", "不动产单元号", "House no.", required=True),
        PERSON,
        column("use", "用途", "Use"),
        column("area", "建筑面积", "Floor area", Kind.NUMBER, unit="平方米"),
        column("share", "份额", "Share", Kind.NUMBER),
        column("acquired_by", "取得方式", "Acquired by"),
        column("registered_on", "登记日期", "Registered on", Kind.DATE),
        column("status", "现状", "State now", also=("权属状态", "登记状态")),
    ),
    keys=("house_id", "person_id"),
    source=Words("自然资源局不动产登记中心", "Real estate register"),
    purpose=Words("核查家庭财产", "What a household owns"),
)
HOUSING_FUND = Contract(
    name="housing_fund",
    words=Words("住房公积金缴存", "Housing fund"),
    area=Area.PEOPLE,
    columns=(
        column("pay_id", "缴存编号", "Payment no.", required=True),
        PERSON,
        column("unit", "缴存单位", "Unit"),
        column("month", "缴存月份", "Month", Kind.MONTH, required=True),
        column("base", "缴存基数", "Base", Kind.MONEY, unit="元"),
    ),
    keys=("pay_id",),
    source=Words("住房公积金管理中心", "Housing fund centre"),
    purpose=Words("核查收入", "What a person earns"),
)
SOCIAL_INSURANCE = Contract(
    name="social_insurance",
    words=Words("社会保险缴费", "Social insurance"),
    area=Area.PEOPLE,
    columns=(
        column("pay_id", "缴费编号", "Payment no.", required=True),
        PERSON,
        NAME,
        column("payer_code", "缴费单位代码", "Payer's code", Kind.CREDIT_CODE),
        column("payer", "缴费单位", "Payer", required=True),
        column("month", "缴费月份", "Month", Kind.MONTH, required=True),
        column("insurance", "险种", "Insurance"),
        column("base", "缴费基数", "Base", Kind.MONEY, unit="元"),
    ),
    keys=("pay_id",),
    source=Words("人社局、税务局", "Personnel and tax bureaus"),
    purpose=Words("核查在何处工作", "Where a person works"),
)

CONTRACTS = (
    DEATHS,
    PRISONERS,
    RESIDENTS,
    KIN,
    OFFICIALS,
    PAYROLL,
    VEHICLES,
    HOUSES,
    HOUSING_FUND,
    SOCIAL_INSURANCE,
)
