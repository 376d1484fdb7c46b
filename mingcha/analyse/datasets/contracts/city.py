"""City management: construction waste, refuse, the hotline, public houses, and fire safety."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.companies import COMPANY, COMPANY_NAME
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

CITY_BUREAU = Words("城管局", "City management bureau")
PLATE = column("plate", "号牌号码", "Plate", Kind.PLATE, required=True, also=("车牌号",))
SITE_ID = column("site_id", "工地编号", "Site no.", required=True, also=("项目编号",))
HOUSE_ID = column("house_id", "不动产单元号", "House no.", required=True, also=("房号", "房源编号"))
PLACE_ID = column("place_id", "场所编号", "Place no.", required=True, also=("单位编号",))
PLACE = column("place", "场所名称", "Place", also=("单位名称", "地址"))

WASTE_PERMITS = Contract(
    name="waste_permits",
    words=Words("建筑垃圾运输许可", "Permits to carry construction waste"),
    area=Area.CITY,
    columns=(
        column("permit_id", "许可编号", "Permit no.", required=True, also=("准运证号",)),
        SITE_ID,
        column("site", "工地名称", "Site"),
        PLATE,
        column("company", "运输企业", "Haulier"),
        column("route", "核准路线", "Route"),
        column("landfill", "核准消纳场", "Dump"),
        column("from_on", "有效期起", "From", Kind.DATE, required=True),
        column("until_on", "有效期止", "Until", Kind.DATE),
    ),
    keys=("permit_id",),
    source=CITY_BUREAU,
    purpose=Words("核查渣土车是否持证运输", "Whether trucks carry with a permit"),
)
WASTE_POSITIONS = Contract(
    name="waste_positions",
    words=Words("渣土车定位偏航记录", "Positions of waste trucks off their route"),
    area=Area.CITY,
    columns=(
        column("position_id", "定位编号", "Position no.", required=True),
        PLATE,
        column("at", "时间", "At", Kind.MOMENT, required=True, also=("定位时间",)),
        column("longitude", "经度", "Longitude", Kind.NUMBER),
        column("latitude", "纬度", "Latitude", Kind.NUMBER),
        column("off_route", "偏离核准路线距离", "Distance off route", Kind.NUMBER, required=True, unit="米"),
    ),
    keys=("position_id",),
    source=Words("城管局渣土车监管平台", "The bureau's truck platform"),
    purpose=Words("核查是否按核准路线行驶", "Whether trucks keep to their route"),
)
SITE_WEIGHINGS = Contract(
    name="site_weighings",
    words=Words("工地出场称重", "Trucks weighed leaving sites"),
    area=Area.CITY,
    columns=(
        column("weighing_id", "称重编号", "Weighing no.", required=True, also=("磅单号",)),
        SITE_ID,
        column("site", "工地名称", "Site"),
        PLATE,
        column("at", "称重时间", "At", Kind.MOMENT, required=True, also=("出场时间",)),
        column("tons", "净重", "Net weight", Kind.NUMBER, required=True, unit="吨"),
    ),
    keys=("weighing_id",),
    source=Words("施工单位、城管局", "Builders, city management bureau"),
    purpose=Words("核查出场量与消纳量是否相符", "Whether what leaves arrives"),
)
LANDFILL_WEIGHINGS = Contract(
    name="landfill_weighings",
    words=Words("消纳场进场称重", "Trucks weighed at dumps"),
    area=Area.CITY,
    columns=(
        column("weighing_id", "称重编号", "Weighing no.", required=True, also=("磅单号",)),
        column("landfill", "消纳场", "Dump"),
        SITE_ID,
        PLATE,
        column("at", "进场时间", "At", Kind.MOMENT, required=True, also=("称重时间",)),
        column("tons", "净重", "Net weight", Kind.NUMBER, required=True, unit="吨"),
    ),
    keys=("weighing_id",),
    source=Words("各核准消纳场", "Permitted dumps"),
    purpose=SITE_WEIGHINGS.purpose,
)
REFUSE_TICKETS = Contract(
    name="refuse_tickets",
    words=Words("垃圾清运磅单", "Weighbridge tickets of refuse"),
    area=Area.CITY,
    columns=(
        column("ticket_id", "磅单编号", "Ticket no.", required=True),
        COMPANY,
        COMPANY_NAME,
        PLATE,
        column("at", "称重时间", "At", Kind.MOMENT, required=True),
        column("gross", "毛重", "Gross weight", Kind.NUMBER, required=True, unit="吨"),
        column("tare", "皮重", "Tare", Kind.NUMBER, required=True, unit="吨"),
        column("picture", "抓拍编号", "Picture no.", also=("图片编号",)),
    ),
    keys=("ticket_id",),
    source=CITY_BUREAU,
    purpose=Words("核查清运量真实性", "Whether refuse billed was carried"),
)
PLANT_INTAKE = Contract(
    name="plant_intake",
    words=Words("焚烧厂进厂称重", "Refuse taken in by incinerators"),
    area=Area.CITY,
    columns=(
        column("intake_id", "进厂编号", "Intake no.", required=True, also=("磅单编号",)),
        column("plant", "焚烧厂", "Plant", required=True),
        COMPANY,
        PLATE,
        column("at", "进厂时间", "At", Kind.MOMENT, required=True),
        column("tons", "净重", "Net weight", Kind.NUMBER, required=True, unit="吨"),
    ),
    keys=("intake_id",),
    source=Words("垃圾焚烧发电厂", "Incinerators"),
    purpose=REFUSE_TICKETS.purpose,
)
REFUSE_BILLS = Contract(
    name="refuse_bills",
    words=Words("清运服务费结算", "Bills for carrying refuse"),
    area=Area.CITY,
    columns=(
        column("bill_id", "结算编号", "Bill no.", required=True, also=("结算单号",)),
        COMPANY,
        COMPANY_NAME,
        column("month", "结算月份", "Month", Kind.MONTH, required=True),
        column("tons", "结算量", "Tons billed", Kind.NUMBER, required=True, unit="吨"),
        column("amount", "结算金额", "Amount", Kind.MONEY, required=True, unit="元"),
    ),
    keys=("bill_id",),
    source=Words("城管局、财政局", "City management and finance bureaus"),
    purpose=REFUSE_TICKETS.purpose,
)
SCALE_CHECKS = Contract(
    name="scale_checks",
    words=Words("地磅检定校准记录", "Checks of weighbridges"),
    area=Area.CITY,
    columns=(
        column("check_id", "检定编号", "Check no.", required=True),
        column("plant", "焚烧厂", "Plant", required=True),
        column("done_on", "检定日期", "Done on", Kind.DATE, required=True),
        column("corrected", "是否校正", "Corrected", Kind.FLAG),
    ),
    keys=("check_id",),
    source=Words("计量检定机构", "Metrology office"),
    purpose=Words("排除地磅校正引起的差异", "Differences that come from a corrected scale"),
)
SORTING_CHECKS = Contract(
    name="sorting_checks",
    words=Words("垃圾分类站点检查", "Checks of refuse sorting"),
    area=Area.CITY,
    columns=(
        column("check_id", "检查编号", "Check no.", required=True),
        column("station_id", "站点编号", "Station no.", required=True, also=("小区编号",)),
        column("station", "站点名称", "Station", also=("小区名称",)),
        column("checked_on", "检查日期", "Checked on", Kind.DATE, required=True),
        column("score", "得分", "Score", Kind.NUMBER, required=True, unit="分"),
        column("photo_hash", "照片哈希值", "Photo's hash"),
        column("inspector", "检查人", "Inspector", personal=True),
    ),
    keys=("check_id",),
    source=CITY_BUREAU,
    purpose=Words("核查检查评分真实性", "Whether scores are true"),
)
HOTLINE_CALLS = Contract(
    name="hotline_calls",
    words=Words("12345热线投诉", "Complaints to the hotline"),
    area=Area.CITY,
    columns=(
        column("call_id", "工单编号", "Case no.", required=True, also=("诉求编号",)),
        PLACE_ID,
        PLACE,
        column(
            "topic",
            "诉求类别",
            "Topic",
            Kind.CODE,
            codes={"refuse": "垃圾分类", "fire": "消防安全", "other": "其他"},
        ),
        column("received_on", "受理日期", "Received on", Kind.DATE, required=True),
        column("caller", "来电号码", "Caller", Kind.PHONE, also=("联系电话",)),
    ),
    keys=("call_id",),
    source=Words("12345政务服务便民热线", "Hotline 12345"),
    purpose=Words("以群众反映核对检查结果", "What people report, beside what checks say"),
)
HOUSING_STOCK = Contract(
    name="housing_stock",
    words=Words("公有住房房源台账", "Public houses"),
    area=Area.CITY,
    columns=(
        HOUSE_ID,
        column("address", "坐落", "Address", also=("地址",)),
        column("area", "建筑面积", "Floor area", Kind.NUMBER, unit="平方米"),
        column("status", "状态", "Status", Kind.CODE, codes={"let": "在租", "vacant": "空置"}),
    ),
    keys=("house_id",),
    source=Words("住建局、街道", "Housing bureau, sub-districts"),
    purpose=Words("核查公房使用", "How public houses are used"),
)
HOUSE_OCCUPANTS = Contract(
    name="house_occupants",
    words=Words("实有人口登记", "Who lives in a house"),
    area=Area.CITY,
    columns=(
        column("record_id", "登记编号", "Record no.", required=True),
        HOUSE_ID,
        PERSON,
        NAME,
        column("is_family", "是否承租人家属", "Of the holder's family", Kind.FLAG),
        column("since", "登记日期", "Since", Kind.DATE),
        column("until", "注销日期", "Until", Kind.DATE),
    ),
    keys=("record_id",),
    source=Words("公安局、社区网格", "Police, neighbourhood grid"),
    purpose=Words("核查群租、转租", "Crowding and subletting"),
)
HOUSE_LEASES = Contract(
    name="house_leases",
    words=Words("房屋租赁备案", "Leases on file"),
    area=Area.CITY,
    columns=(
        column("lease_id", "备案编号", "Lease no.", required=True),
        HOUSE_ID,
        column("tenant_id", "承租人身份证号", "Tenant's identity no.", Kind.IDENTITY, required=True),
        column("tenant", "承租人", "Tenant", personal=True),
        column("from_on", "起租日期", "From", Kind.DATE, required=True),
        column("rent", "月租金", "Rent a month", Kind.MONEY, unit="元"),
    ),
    keys=("lease_id",),
    source=Words("住建局租赁备案、公安局流动人口登记", "Housing bureau, police"),
    purpose=Words("核查公房转租", "Subletting of public houses"),
)
HOUSE_UTILITIES = Contract(
    name="house_utilities",
    words=Words("住户水电气用量", "Water, power and gas used by houses"),
    area=Area.CITY,
    columns=(
        column("reading_id", "抄表编号", "Reading no.", required=True),
        HOUSE_ID,
        column("meter", "表号", "Meter no.", also=("户号",)),
        column(
            "kind",
            "类别",
            "Kind",
            Kind.CODE,
            required=True,
            codes={"water": "水", "power": "电", "gas": "气"},
        ),
        column("month", "月份", "Month", Kind.MONTH, required=True),
        column("used", "用量", "Used", Kind.NUMBER, required=True, unit="吨、千瓦时、立方米"),
    ),
    keys=("reading_id",),
    source=Words("供水、供电、燃气公司", "Water, power and gas companies"),
    purpose=Words("核查房屋实际居住", "Whether and how a house is lived in"),
)
FIRE_CHECKS = Contract(
    name="fire_checks",
    words=Words("消防安全检查记录", "Fire safety checks"),
    area=Area.CITY,
    columns=(
        column("check_id", "检查编号", "Check no.", required=True),
        PLACE_ID,
        PLACE,
        column("checked_on", "检查日期", "Checked on", Kind.DATE, required=True),
        column("hazards", "发现隐患数", "Hazards found", Kind.WHOLE, required=True, unit="处"),
        column("inspector", "检查人", "Inspector", personal=True),
    ),
    keys=("check_id",),
    source=Words("消防救援机构、派出所、乡镇街道", "Fire brigade, police, sub-districts"),
    purpose=Words("核查检查是否走过场", "Whether checks were real"),
)
FIRE_HAZARDS = Contract(
    name="fire_hazards",
    words=Words("消防隐患整改台账", "Fire hazards and their closing"),
    area=Area.CITY,
    columns=(
        column("hazard_id", "隐患编号", "Hazard no.", required=True),
        column("check_id", "检查编号", "Check no."),
        PLACE_ID,
        PLACE,
        column("occupant", "经营使用人", "Occupant", also=("经营者",)),
        column("kind", "隐患类别", "Kind", required=True),
        column("found_on", "发现日期", "Found on", Kind.DATE, required=True),
        column("closed_on", "销号日期", "Closed on", Kind.DATE, also=("整改完成日期",)),
        column("photo_hash", "整改照片哈希值", "Closing photo's hash"),
    ),
    keys=("hazard_id",),
    source=FIRE_CHECKS.source,
    purpose=Words("核查隐患整改真实性", "Whether hazards were mended"),
)
FIRE_INCIDENTS = Contract(
    name="fire_incidents",
    words=Words("火灾警情", "Fires"),
    area=Area.CITY,
    columns=(
        column("incident_id", "警情编号", "Incident no.", required=True),
        PLACE_ID,
        PLACE,
        column("happened_on", "发生日期", "Happened on", Kind.DATE, required=True),
    ),
    keys=("incident_id",),
    source=Words("消防救援机构", "Fire brigade"),
    purpose=FIRE_CHECKS.purpose,
)

CONTRACTS: tuple[Contract, ...] = (
    WASTE_PERMITS,
    WASTE_POSITIONS,
    SITE_WEIGHINGS,
    LANDFILL_WEIGHINGS,
    REFUSE_TICKETS,
    PLANT_INTAKE,
    REFUSE_BILLS,
    SCALE_CHECKS,
    SORTING_CHECKS,
    HOTLINE_CALLS,
    HOUSING_STOCK,
    HOUSE_OCCUPANTS,
    HOUSE_LEASES,
    HOUSE_UTILITIES,
    FIRE_CHECKS,
    FIRE_HAZARDS,
    FIRE_INCIDENTS,
)
