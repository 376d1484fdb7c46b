"""High-standard farmland: projects, where they overlap, what was billed and built, wells and their meters."""

from decimal import Decimal

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

NONE = Decimal(0)
PROJECT = column("project_id", "项目编号", "Project no.", required=True, also=("项目代码",))

FIELD_PROJECTS = Contract(
    name="field_projects",
    words=Words("高标准农田建设项目", "High-standard farmland projects"),
    area=Area.FIELDS,
    columns=(
        PROJECT,
        column("project", "项目名称", "Project", required=True),
        column("place", "建设地点", "Place", also=("乡镇", "项目区")),
        column(
            "kind", "建设性质", "Kind", Kind.CODE, required=True, codes={"new": "新建", "upgrade": "改造提升"}
        ),
        column("year", "立项年度", "Year", Kind.WHOLE, required=True),
        column("area", "建设面积", "Area", Kind.NUMBER, required=True, unit="亩", low=NONE),
        column("funds", "投资金额", "Funds", Kind.MONEY, unit="元", also=("总投资",)),
        column("winner_code", "中标单位代码", "Winner's code", Kind.CREDIT_CODE),
        column("winner", "中标单位", "Winner"),
        column("manager_id", "项目经理身份证号", "Manager's identity no.", Kind.IDENTITY),
        column("manager", "项目经理", "Manager", personal=True),
        column("started_on", "开工日期", "Started on", Kind.DATE),
        column("accepted_on", "验收日期", "Accepted on", Kind.DATE),
    ),
    keys=("project_id",),
    source=Words("农业农村局", "Agriculture bureau"),
    purpose=Words("核查项目是否重复、工程是否真实", "Whether projects repeat and works are real"),
)
FIELD_OVERLAPS = Contract(
    name="field_overlaps",
    words=Words("高标准农田项目区叠加结果", "Overlaps of project areas"),
    area=Area.FIELDS,
    columns=(
        column("overlap_id", "叠加编号", "Overlap no.", required=True),
        PROJECT,
        column("earlier_id", "既有项目编号", "Earlier project", required=True, also=("已建项目编号",)),
        column("area", "重叠面积", "Area overlapped", Kind.NUMBER, required=True, unit="亩", low=NONE),
    ),
    keys=("overlap_id",),
    source=Words("农业农村局、自然资源局上图入库叠加分析", "Agriculture and land bureaus, overlaid by them"),
    purpose=Words("核查项目区是否重复建设", "Whether the same fields are built twice"),
)
FIELD_BILLS = Contract(
    name="field_bills",
    words=Words("工程量清单与竣工测量", "Quantities billed and built"),
    area=Area.FIELDS,
    columns=(
        column("bill_id", "清单编号", "Bill item no.", required=True),
        PROJECT,
        column("item", "分项工程", "Item", required=True, also=("项目特征",)),
        column("unit", "计量单位", "Unit"),
        column("billed", "结算工程量", "Quantity billed", Kind.NUMBER, required=True, low=NONE),
        column("built", "竣工测量工程量", "Quantity measured", Kind.NUMBER, low=NONE, also=("实测工程量",)),
        column("amount", "结算金额", "Amount billed", Kind.MONEY, unit="元"),
    ),
    keys=("bill_id",),
    source=Words("农业农村局项目结算资料、测绘单位竣工图", "Settlement papers, the surveyor's as-built map"),
    purpose=Words("核查工程量是否虚报", "Whether quantities are made up"),
)
FIELD_WELLS = Contract(
    name="field_wells",
    words=Words("项目机井与电表", "Wells and their meters"),
    area=Area.FIELDS,
    columns=(
        column("well_id", "机井编号", "Well no.", required=True),
        PROJECT,
        column("meter", "电表编号", "Meter no.", also=("表号", "用电户号")),
        column("built_on", "建成日期", "Built on", Kind.DATE),
    ),
    keys=("well_id",),
    source=Words("农业农村局、水利局", "Agriculture and water bureaus"),
    purpose=Words("核查机井是否建成使用", "Whether wells exist and are used"),
)
METER_READINGS = Contract(
    name="meter_readings",
    words=Words("农灌电表用电量", "Power used by irrigation meters"),
    area=Area.FIELDS,
    columns=(
        column("reading_id", "抄表编号", "Reading no.", required=True),
        column("meter", "电表编号", "Meter no.", required=True, also=("表号", "用电户号")),
        column("month", "用电月份", "Month", Kind.MONTH, required=True),
        column("used", "用电量", "Power used", Kind.NUMBER, required=True, unit="千瓦时", low=NONE),
    ),
    keys=("reading_id",),
    source=Words("供电公司", "Power company"),
    purpose=Words("核查机井是否使用", "Whether wells are used"),
)

CONTRACTS = (FIELD_PROJECTS, FIELD_OVERLAPS, FIELD_BILLS, FIELD_WELLS, METER_READINGS)
