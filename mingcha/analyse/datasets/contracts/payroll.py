"""Posts, leavers, absences and temporary staff. The payroll itself is with the persons."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

UNIT = column("unit", "单位", "Unit", required=True, also=("用人单位",))

LEAVERS = Contract(
    name="leavers",
    words=Words("离职退休辞退人员", "Who left the service"),
    area=Area.PAYROLL,
    columns=(
        PERSON,
        NAME,
        UNIT,
        column("left_on", "离开日期", "Left on", Kind.DATE, required=True),
        column(
            "kind",
            "离开方式",
            "How",
            Kind.CODE,
            codes={"resigned": "辞职", "dismissed": "辞退开除", "retired": "退休", "moved": "调出"},
        ),
    ),
    keys=("person_id", "unit", "left_on"),
    source=Words("组织部、人社局", "Organisation department, personnel bureau"),
    purpose=Words("核查离岗后是否停发工资", "Whether pay ended when the person left"),
)
APPROVED_ABSENCES = Contract(
    name="approved_absences",
    words=Words("借调挂职、病假、学习等备案", "Approved secondments, sick leave and study"),
    area=Area.PAYROLL,
    columns=(
        column("absence_id", "备案编号", "Record no.", required=True),
        PERSON,
        NAME,
        column("from_on", "开始日期", "From", Kind.DATE, required=True),
        column("to_on", "结束日期", "Until", Kind.DATE),
        column(
            "kind",
            "类别",
            "Kind",
            Kind.CODE,
            codes={
                "secondment": "借调挂职",
                "sick": "病假",
                "study": "脱产学习",
                "venture": "批准离岗创业",
                "other": "其他",
            },
        ),
    ),
    keys=("absence_id",),
    source=Words("组织部、人社局", "Organisation department, personnel bureau"),
    purpose=Words("区分批准离岗与在编不在岗", "Who is away with leave"),
)
TEMPORARY_STAFF = Contract(
    name="temporary_staff",
    words=Words("编外人员名册", "Temporary staff"),
    area=Area.PAYROLL,
    columns=(
        column("contract_id", "合同编号", "Contract no.", required=True),
        PERSON,
        NAME,
        UNIT,
        column("post", "岗位", "Post"),
        column(
            "source",
            "用工来源",
            "Kind of post",
            Kind.CODE,
            codes={"direct": "自行聘用", "dispatch": "劳务派遣", "welfare": "公益性岗位"},
        ),
        column("hired_on", "入职日期", "Hired on", Kind.DATE),
        column("left_on", "离职日期", "Left on", Kind.DATE),
    ),
    keys=("contract_id",),
    source=Words("人社局、各单位", "Personnel bureau, units"),
    purpose=Words("核查编外用工", "Who is employed outside the posts"),
)
STAFF_QUOTAS = Contract(
    name="staff_quotas",
    words=Words("编外用工控制数", "Quotas of temporary staff"),
    area=Area.PAYROLL,
    columns=(
        UNIT,
        column("quota", "核定控制数", "Quota", Kind.WHOLE, required=True, unit="人"),
    ),
    keys=("unit",),
    source=Words("编办、人社局", "Posts office, personnel bureau"),
    purpose=Words("核查编外用工是否超额", "Whether temporary staff exceed the quota"),
)

CONTRACTS = (LEAVERS, APPROVED_ABSENCES, TEMPORARY_STAFF, STAFF_QUOTAS)
