"""Officials' careers, approvals and recruitment."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.companies import COMPANY
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

UNIT = column("unit", "单位", "Unit", required=True, also=("用人单位", "招聘单位"))

APPOINTMENTS = Contract(
    name="appointments",
    words=Words("干部任免记录", "Appointments"),
    area=Area.APPOINTMENTS,
    columns=(
        column("appointment_id", "任免编号", "Appointment no.", required=True),
        PERSON,
        NAME,
        UNIT,
        column("post", "职务", "Post"),
        column(
            "level",
            "职务层次（1科员2副科3正科4副处5正处6副厅7正厅）",
            "Level (1 staff to 7 full bureau head)",
            Kind.WHOLE,
            required=True,
        ),
        column("from_on", "任职日期", "From", Kind.DATE, required=True),
        column("to_on", "免职日期", "Until", Kind.DATE),
        column("born_on", "出生日期", "Born on", Kind.DATE),
        column("exception_no", "破格提拔批准文号", "Approval of an exception"),
        column("is_remote", "是否艰苦边远地区", "Remote area", Kind.FLAG),
    ),
    keys=("appointment_id",),
    source=Words("组织部", "Organisation department"),
    purpose=Words("核查选拔任用是否符合资格条件", "Whether promotions keep to the conditions"),
)
RECRUITMENT_POSTS = Contract(
    name="recruitment_posts",
    words=Words("招聘岗位与报名情况", "Posts advertised and applicants"),
    area=Area.APPOINTMENTS,
    columns=(
        column("post_id", "岗位编号", "Post no.", required=True),
        UNIT,
        column("post", "岗位", "Post"),
        column("conditions", "资格条件", "Conditions"),
        column("day", "公告日期", "Advertised on", Kind.DATE),
        column(
            "kind",
            "招聘方式",
            "Kind",
            Kind.CODE,
            codes={"open": "公开招聘", "targeted": "定向招聘（返乡、退役等）", "talent": "人才引进"},
        ),
        column("qualified", "资格审查合格人数", "Applicants who qualified", Kind.WHOLE, unit="人"),
        column("hired_id", "拟聘人员身份证号", "Identity no. of who was hired", Kind.IDENTITY),
        column("hired_name", "拟聘人员姓名", "Who was hired", personal=True),
    ),
    keys=("post_id",),
    source=Words("人社局、招聘单位", "Personnel bureau, units"),
    purpose=Words("核查是否因人设岗", "Whether posts were made for one person"),
)
APPROVED_POSTS = Contract(
    name="approved_posts",
    words=Words("企业兼职（任职）审批备案", "Approved posts in companies"),
    area=Area.BUSINESS,
    columns=(
        column("approval_id", "批准编号", "Approval no.", required=True),
        PERSON,
        NAME,
        COMPANY,
        column("from_on", "批准日期", "From", Kind.DATE),
        column("to_on", "截止日期", "Until", Kind.DATE),
    ),
    keys=("approval_id",),
    source=Words("组织部", "Organisation department"),
    purpose=Words("区分经批准的兼职", "Which posts in companies were approved"),
)
UNIT_FIELDS = Contract(
    name="unit_fields",
    words=Words("单位主管行业", "Trades that units oversee"),
    area=Area.BUSINESS,
    columns=(
        UNIT,
        column("trade", "行业", "Trade", required=True),
    ),
    keys=("unit", "trade"),
    source=Words("编办“三定”规定", "The units' statutes"),
    purpose=Words("核查亲属是否在其管辖行业经商", "Whether relatives trade in the field overseen"),
)

CONTRACTS = (APPOINTMENTS, RECRUITMENT_POSTS, APPROVED_POSTS, UNIT_FIELDS)
