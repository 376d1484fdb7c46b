"""Research funds: projects, whom they pay, what they buy, what they pass on, and what closes them."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.companies import COMPANY, COMPANY_NAME
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

PROJECT_ID = column("project_id", "项目编号", "Project no.", required=True, also=("课题编号", "立项号"))
PROJECT = column("project", "项目名称", "Project", also=("课题名称",))
SOURCE = Words("高校、科研院所科研处与财务处，科技局", "Research and finance offices, science bureau")

RESEARCH_PROJECTS = Contract(
    name="research_projects",
    words=Words("科研项目", "Research projects"),
    area=Area.RESEARCH,
    columns=(
        PROJECT_ID,
        PROJECT,
        column("unit", "承担单位", "Unit"),
        column("leader_id", "负责人身份证号", "Leader's identity no.", Kind.IDENTITY, required=True),
        column("leader", "项目负责人", "Leader", personal=True, also=("主持人",)),
        column("budget", "批准经费", "Budget", Kind.MONEY, required=True, unit="元", also=("立项经费",)),
        column("started_on", "开始日期", "Started on", Kind.DATE),
        column("closed_on", "结题日期", "Closed on", Kind.DATE),
        column("joint_id", "联合项目编号", "Joint project no.", also=("总项目编号",)),
    ),
    keys=("project_id",),
    source=SOURCE,
    purpose=Words("核查科研经费使用", "How research funds are spent"),
)
RESEARCH_LABOUR = Contract(
    name="research_labour",
    words=Words("科研劳务费发放明细", "Labour paid from research funds"),
    area=Area.RESEARCH,
    columns=(
        column("pay_id", "发放编号", "Payment no.", required=True, also=("流水号",)),
        PROJECT_ID,
        PROJECT,
        column("unit", "承担单位", "Unit"),
        PERSON,
        NAME,
        column(
            "paid_as",
            "人员类别",
            "Paid as",
            Kind.CODE,
            required=True,
            codes={"student": "在读学生", "assistant": "科研助理", "expert": "专家"},
        ),
        column("account", "银行账号", "Account", Kind.ACCOUNT, also=("卡号",)),
        column("month", "所属月份", "Month", Kind.MONTH, required=True),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元", also=("发放金额",)),
    ),
    keys=("pay_id",),
    source=SOURCE,
    purpose=Words("核查虚列劳务费", "Whether labour paid for was done"),
)
STUDENTS = Contract(
    name="students",
    words=Words("学生学籍", "Students on the roll"),
    area=Area.RESEARCH,
    columns=(
        PERSON,
        NAME,
        column("school", "学校", "School", also=("培养单位",)),
        column("supervisor_id", "导师身份证号", "Supervisor's identity no.", Kind.IDENTITY),
        column("enrolled_on", "入学日期", "Enrolled on", Kind.DATE, required=True),
        column("left_on", "离校日期", "Left on", Kind.DATE, also=("毕业日期",)),
    ),
    keys=("person_id", "enrolled_on"),
    source=Words("高校学籍系统", "Universities' rolls"),
    purpose=Words("核查领取劳务费者是否在读", "Whether those paid as students are students"),
)
RESEARCH_SPENDING = Contract(
    name="research_spending",
    words=Words("科研经费采购支出", "Purchases from research funds"),
    area=Area.RESEARCH,
    columns=(
        column("spend_id", "支出编号", "Payment no.", required=True, also=("凭证号",)),
        PROJECT_ID,
        COMPANY,
        COMPANY_NAME,
        column("item", "采购内容", "Item"),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元"),
        column("paid_on", "支付日期", "Paid on", Kind.DATE, required=True),
    ),
    keys=("spend_id",),
    source=SOURCE,
    purpose=Words("核查关联采购", "Purchases from related companies"),
)
CONVERSION_FIRMS = Contract(
    name="conversion_firms",
    words=Words("经批准的成果转化企业", "Companies approved to use results"),
    area=Area.RESEARCH,
    columns=(
        column("approval_id", "批准编号", "Approval no.", required=True),
        column("leader_id", "科研人员身份证号", "Researcher's identity no.", Kind.IDENTITY, required=True),
        COMPANY,
        column("approved_on", "批准日期", "Approved on", Kind.DATE, required=True),
    ),
    keys=("approval_id",),
    source=SOURCE,
    purpose=Words("排除经批准的关联交易", "Dealings that were approved"),
)
RESEARCH_TRANSFERS = Contract(
    name="research_transfers",
    words=Words("科研外协与转拨经费", "Research funds passed on"),
    area=Area.RESEARCH,
    columns=(
        column("transfer_id", "转拨编号", "Transfer no.", required=True, also=("凭证号",)),
        PROJECT_ID,
        COMPANY,
        COMPANY_NAME,
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元"),
        column("paid_on", "支付日期", "Paid on", Kind.DATE, required=True),
    ),
    keys=("transfer_id",),
    source=SOURCE,
    purpose=Words("核查以外协名义转移经费", "Whether funds were passed out"),
)
RESEARCH_OUTPUTS = Contract(
    name="research_outputs",
    words=Words("结题成果", "Papers and patents that close projects"),
    area=Area.RESEARCH,
    columns=(
        column("output_id", "记录编号", "Record no.", required=True),
        PROJECT_ID,
        column("output", "成果标识", "Output", required=True, also=("DOI", "专利号", "论文题名")),
        column("title", "成果名称", "Title"),
        column("filed_on", "提交日期", "Filed on", Kind.DATE),
    ),
    keys=("output_id",),
    source=SOURCE,
    purpose=Words("核查一项成果重复结题", "Whether one output closes several projects"),
)

CONTRACTS: tuple[Contract, ...] = (
    RESEARCH_PROJECTS,
    RESEARCH_LABOUR,
    STUDENTS,
    RESEARCH_SPENDING,
    CONVERSION_FIRMS,
    RESEARCH_TRANSFERS,
    RESEARCH_OUTPUTS,
)
