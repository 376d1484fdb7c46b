"""Construction works: contracts, site logs, changes and settlements."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.companies import COMPANY_NAME
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.tenders import OWNER
from mingcha.foundation.words import Words

PROJECT = column("project_id", "工程编号", "Works no.", required=True, also=("项目编号", "项目代码"))
BUREAUS = Words("住建、交通、水利部门，建设单位", "Housing, transport and water bureaus, owners")

WORKS = Contract(
    name="works",
    words=Words("工程项目台账", "Construction works"),
    area=Area.WORKS,
    columns=(
        PROJECT,
        column("project", "工程名称", "Works", also=("项目名称",)),
        OWNER,
        column("tender_id", "标段编号", "Lot no.", also=("招标编号",)),
        column("company_code", "施工单位代码", "Contractor's code", Kind.CREDIT_CODE),
        COMPANY_NAME,
        column("budget", "批准概算", "Approved budget", Kind.MONEY, unit="元", also=("概算投资",)),
        column("contract_amount", "合同金额", "Contract sum", Kind.MONEY, unit="元", also=("合同价",)),
        column("settlement", "结算金额", "Settlement", Kind.MONEY, unit="元", also=("审定结算价",)),
        column("permitted_on", "施工许可日期", "Permitted on", Kind.DATE, also=("开工批复日期",)),
        column("rescue", "是否抢险救灾", "Rescue works", Kind.FLAG, also=("应急工程",)),
    ),
    keys=("project_id",),
    source=BUREAUS,
    purpose=Words("核查工程建设程序与造价", "Procedure and cost of works"),
)
WORK_LOGS = Contract(
    name="work_logs",
    words=Words("施工与监理日志", "Site logs"),
    area=Area.WORKS,
    columns=(
        column("log_id", "日志编号", "Log no.", required=True, also=("序号",)),
        PROJECT,
        column("day", "日期", "Day", Kind.DATE, required=True, also=("施工日期",)),
        column(
            "kind",
            "工作性质",
            "Kind of work",
            Kind.CODE,
            required=True,
            codes={"build": "主体施工", "prepare": "三通一平等施工准备", "survey": "地质勘察、测量"},
        ),
        column("what", "工作内容", "What was done", also=("施工内容",)),
    ),
    keys=("log_id",),
    source=Words("建设、施工、监理单位", "Owners, contractors, supervisors"),
    purpose=Words("核查实际开工时间", "When work really started"),
)
WORK_CHANGES = Contract(
    name="work_changes",
    words=Words("工程变更签证", "Changes to works"),
    area=Area.WORKS,
    columns=(
        column("change_id", "变更编号", "Change no.", required=True, also=("签证编号", "序号")),
        PROJECT,
        column("signed_on", "签证日期", "Signed on", Kind.DATE, also=("变更日期",)),
        column("amount", "变更金额", "Amount", Kind.MONEY, required=True, unit="元", also=("增减金额",)),
        column(
            "reason",
            "变更原因",
            "Reason",
            Kind.CODE,
            codes={
                "design": "设计错漏",
                "force": "不可抗力",
                "owner": "建设单位要求",
                "site": "现场条件变化",
                "other": "其他",
            },
        ),
        column("approval_no", "原审批部门批复文号", "Approval no.", also=("批复文号",)),
    ),
    keys=("change_id",),
    source=BUREAUS,
    purpose=Words("核查变更是否虚增、拆分报批", "Whether changes are padded or split"),
)

CONTRACTS = (WORKS, WORK_LOGS, WORK_CHANGES)
