"""Medical insurance: stays in hospital, what was charged, and where patients were meanwhile."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON, VILLAGE
from mingcha.foundation.words import Words

HOSPITAL_CODE = column(
    "hospital_code", "定点机构代码", "Hospital's code", required=True, also=("医疗机构代码",)
)
HOSPITAL = column("hospital", "定点医疗机构", "Hospital", also=("医疗机构名称", "医院名称"))
DIAGNOSIS_CODE = column("diagnosis_code", "主要诊断编码", "Diagnosis code", also=("疾病编码", "ICD编码"))
DIAGNOSIS = column("diagnosis", "主要诊断", "Diagnosis", personal=True, also=("出院诊断", "疾病名称"))
INSURER = Words("医保局", "Medical insurance bureau")

ADMISSIONS = Contract(
    name="admissions",
    words=Words("住院登记与结算", "Stays in hospital"),
    area=Area.MEDICAL,
    columns=(
        column("admission_id", "住院号", "Admission no.", required=True, also=("就诊号", "住院登记号")),
        PERSON,
        NAME,
        HOSPITAL_CODE,
        HOSPITAL,
        column("admitted_on", "入院日期", "Admitted on", Kind.DATE, required=True, also=("入院时间",)),
        column("discharged_on", "出院日期", "Discharged on", Kind.DATE, also=("出院时间",)),
        DIAGNOSIS_CODE,
        DIAGNOSIS,
        VILLAGE,
        column("planned", "有无再住院计划", "Readmission planned", Kind.FLAG, also=("31天内再住院计划",)),
        column("cost", "总费用", "Cost", Kind.MONEY, unit="元", also=("医疗总费用",)),
        column("fund_paid", "统筹支付", "Paid by the fund", Kind.MONEY, unit="元", also=("基金支付",)),
    ),
    keys=("admission_id",),
    source=INSURER,
    purpose=Words("核查虚假住院、分解住院", "Whether stays were real and needed"),
)
INPATIENT_ORDERS = Contract(
    name="inpatient_orders",
    words=Words("住院医嘱执行记录", "Orders carried out for inpatients"),
    area=Area.MEDICAL,
    columns=(
        column("order_id", "医嘱编号", "Order no.", required=True, also=("医嘱号",)),
        column("admission_id", "住院号", "Admission no.", required=True, also=("就诊号",)),
        PERSON,
        NAME,
        column("ordered_at", "执行时间", "Carried out at", Kind.MOMENT, required=True, also=("医嘱时间",)),
        column("item", "医嘱内容", "Order", personal=True),
    ),
    keys=("order_id",),
    source=Words("定点医疗机构信息系统", "Hospitals' systems"),
    purpose=Words("核查诊疗发生时本人是否在院", "Whether the patient was there when treated"),
)
MOVEMENTS = Contract(
    name="movements",
    words=Words("乘车出行与考勤记录", "Journeys and attendance"),
    area=Area.PEOPLE,
    columns=(
        column("movement_id", "记录编号", "Record no.", required=True),
        PERSON,
        NAME,
        column("at", "时间", "At", Kind.MOMENT, required=True, also=("刷卡时间", "乘车时间", "打卡时间")),
        column(
            "way",
            "类别",
            "Way",
            Kind.CODE,
            required=True,
            codes={"bus": "公交地铁刷卡", "rail": "铁路", "air": "民航", "work": "考勤打卡"},
        ),
        column("place", "地点", "Place", personal=True, also=("站点",)),
    ),
    keys=("movement_id",),
    source=Words(
        "公交集团、铁路、民航、用人单位考勤系统", "Bus, rail and air carriers; employers' attendance"
    ),
    purpose=Words("核查住院期间本人是否在外", "Where an inpatient was meanwhile"),
)
HOSPITAL_LEAVES = Contract(
    name="hospital_leaves",
    words=Words("住院请假记录", "Leave from hospital"),
    area=Area.MEDICAL,
    columns=(
        column("leave_id", "请假编号", "Leave no.", required=True),
        column("admission_id", "住院号", "Admission no.", required=True, also=("就诊号",)),
        column("from_at", "离院时间", "From", Kind.MOMENT, required=True),
        column("to_at", "返院时间", "Until", Kind.MOMENT, required=True),
        column("reason", "事由", "Reason", personal=True),
    ),
    keys=("leave_id",),
    source=Words("定点医疗机构", "Hospitals"),
    purpose=Words("排除经批准的离院", "Leave that was granted"),
)
MEDICAL_CLAIMS = Contract(
    name="medical_claims",
    words=Words("医保结算费用明细", "Items charged to medical insurance"),
    area=Area.MEDICAL,
    columns=(
        column("line_id", "明细编号", "Line no.", required=True, also=("费用明细号", "流水号")),
        column("settlement_id", "结算号", "Settlement no.", also=("结算编号",)),
        PERSON,
        NAME,
        column("sex", "性别", "Sex", Kind.CODE, codes={"M": "男", "F": "女"}),
        column("age", "年龄", "Age", Kind.WHOLE, unit="岁"),
        HOSPITAL_CODE,
        HOSPITAL,
        DIAGNOSIS_CODE,
        DIAGNOSIS,
        column("item_code", "项目编码", "Item code", required=True, also=("医保目录编码",)),
        column("item", "项目名称", "Item", also=("收费项目名称",)),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元"),
        column("served_on", "费用发生日期", "Served on", Kind.DATE),
    ),
    keys=("line_id",),
    source=INSURER,
    purpose=Words("核查项目与患者性别、年龄、病情是否相符", "Whether items fit the patient"),
)
ITEM_LIMITS = Contract(
    name="item_limits",
    words=Words("医保项目限定条件", "Limits of insured items"),
    area=Area.MEDICAL,
    columns=(
        column("item_code", "项目编码", "Item code", required=True, also=("医保目录编码",)),
        column("item", "项目名称", "Item"),
        column("sex", "限定性别", "Only for sex", Kind.CODE, codes={"M": "男", "F": "女"}),
        column("age_low", "最低年龄", "Lowest age", Kind.WHOLE, unit="岁"),
        column("age_high", "最高年龄", "Highest age", Kind.WHOLE, unit="岁"),
        column("chapters", "限定诊断章节", "Only for diagnoses of", also=("ICD首字母",)),
    ),
    keys=("item_code",),
    source=Words("医保局智能监管规则库、知识库", "Medical insurance bureau's rules of review"),
    purpose=Words("医保项目的性别、年龄、病种限定", "For whom an item may be charged"),
)
DRG_SETTLEMENTS = Contract(
    name="drg_settlements",
    words=Words("DRG分组结算", "Settlements by diagnosis group"),
    area=Area.MEDICAL,
    columns=(
        column("settlement_id", "结算号", "Settlement no.", required=True, also=("结算编号",)),
        HOSPITAL_CODE,
        HOSPITAL,
        column("level", "机构等级", "Hospital's level", required=True, also=("医院等级",)),
        column("adrg", "核心分组", "Base group", required=True, also=("ADRG",)),
        column(
            "complication",
            "合并症并发症",
            "Complication",
            Kind.CODE,
            required=True,
            codes={"mcc": "严重合并症并发症", "cc": "合并症并发症", "none": "无"},
        ),
        column("discharged_on", "出院日期", "Discharged on", Kind.DATE),
        column("paid", "支付标准", "Paid", Kind.MONEY, unit="元", also=("DRG支付金额",)),
    ),
    keys=("settlement_id",),
    source=INSURER,
    purpose=Words("核查高编高套", "Whether cases are coded too high"),
)

CONTRACTS = (
    ADMISSIONS,
    INPATIENT_ORDERS,
    MOVEMENTS,
    HOSPITAL_LEAVES,
    MEDICAL_CLAIMS,
    ITEM_LIMITS,
    DRG_SETTLEMENTS,
)
