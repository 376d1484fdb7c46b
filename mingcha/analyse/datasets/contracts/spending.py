"""Official vehicles, receptions and travel (三公经费)."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

UNIT = column("unit", "单位", "Unit", required=True, also=("单位名称", "报销单位"))
PLATE = column("plate", "号牌号码", "Plate", Kind.PLATE, required=True, also=("车牌号",))
FUELS = {"petrol": "汽油", "diesel": "柴油", "gas": "燃气"}

OFFICIAL_VEHICLES = Contract(
    name="official_vehicles",
    words=Words("公务用车台账", "Official vehicles"),
    area=Area.SPENDING,
    columns=(
        PLATE,
        UNIT,
        column("tank", "油箱容积", "Tank", Kind.NUMBER, required=True, unit="升", also=("油箱容量",)),
        column("fuel", "燃料种类", "Fuel", Kind.CODE, codes=FUELS),
        column("card", "绑定加油卡号", "Fuel card"),
        column("home", "所在市县", "Home city", also=("驻地",)),
    ),
    keys=("plate",),
    source=Words("机关事务管理局、各单位", "Government offices administration, units"),
    purpose=Words("核查公务加油与公车使用", "Whether fuel goes into official vehicles"),
)
FUEL_FILLS = Contract(
    name="fuel_fills",
    words=Words("公务加油卡加油记录", "Fills by fuel card"),
    area=Area.SPENDING,
    columns=(
        column("fill_id", "交易流水号", "Fill no.", required=True, also=("流水号",)),
        column("card", "加油卡号", "Fuel card", required=True),
        PLATE,
        column("at", "加油时间", "Filled at", Kind.MOMENT, required=True, also=("交易时间",)),
        column("station", "加油站", "Station"),
        column("city", "加油站所在市县", "City of the station"),
        column("longitude", "经度", "Longitude", Kind.NUMBER),
        column("latitude", "纬度", "Latitude", Kind.NUMBER),
        column(
            "kind",
            "油品",
            "Goods",
            Kind.CODE,
            codes={**FUELS, "supplies": "车用尿素、机油等随车用品", "goods": "非油品"},
            also=("商品名称",),
        ),
        column("litres", "加油量", "Litres", Kind.NUMBER, unit="升", also=("升数",)),
        column("amount", "金额", "Amount", Kind.MONEY, unit="元"),
        column(
            "use",
            "登记用途",
            "Recorded use",
            Kind.CODE,
            codes={"vehicle": "车辆", "generator": "发电机", "can": "备用油桶"},
        ),
        column("swapped_to", "登记换卡车辆", "Vehicle recorded as using the card", Kind.PLATE),
    ),
    keys=("fill_id",),
    source=Words("石油公司加油卡系统", "Fuel companies' card systems"),
    purpose=Words("核查公务加油卡是否私用", "Whether fuel cards are used privately"),
)
DISPATCHES = Contract(
    name="dispatches",
    words=Words("公务用车派车单", "Dispatches of official vehicles"),
    area=Area.SPENDING,
    columns=(
        column("dispatch_id", "派车单号", "Dispatch no.", required=True),
        PLATE,
        UNIT,
        column("from_on", "出车日期", "From", Kind.DATE, required=True),
        column("to_on", "返回日期", "Until", Kind.DATE),
        column("destination", "目的地", "Destination"),
        column("purpose", "事由", "Purpose"),
    ),
    keys=("dispatch_id",),
    source=Words("各单位、公务用车平台", "Units, the vehicle platform"),
    purpose=Words("核查用车是否经批准", "Whether a journey was approved"),
)
VEHICLE_POSITIONS = Contract(
    name="vehicle_positions",
    words=Words("公务用车定位记录", "Positions of official vehicles"),
    area=Area.SPENDING,
    columns=(
        PLATE,
        column("at", "定位时间", "At", Kind.MOMENT, required=True),
        column("longitude", "经度", "Longitude", Kind.NUMBER, required=True),
        column("latitude", "纬度", "Latitude", Kind.NUMBER, required=True),
    ),
    keys=("plate", "at"),
    source=Words("公务用车北斗定位平台", "The vehicles' positioning platform"),
    purpose=Words("核查加油时车辆是否在场", "Whether the vehicle was where its card was used"),
)
RECEPTIONS = Contract(
    name="receptions",
    words=Words("公务接待报销明细", "Receptions reimbursed"),
    area=Area.SPENDING,
    columns=(
        column("reception_id", "接待编号", "Reception no.", required=True, also=("报销单号",)),
        UNIT,
        column("day", "接待日期", "Day", Kind.DATE, required=True),
        column("place", "接待地点", "Place", also=("餐饮企业",)),
        column(
            "kind",
            "接待类别",
            "Kind",
            Kind.CODE,
            codes={"work": "国内公务", "foreign": "外事", "business": "商务招商", "duty": "加班值班工作餐"},
        ),
        column("letter_no", "公函号", "Letter no.", also=("来函文号",)),
        column("visitor_unit", "来访单位", "Visitors' unit"),
        column("visitors", "接待对象人数", "Visitors", Kind.WHOLE, unit="人"),
        column("hosts", "陪同人数", "Hosts", Kind.WHOLE, unit="人"),
        column("fee", "金额", "Fee", Kind.MONEY, required=True, unit="元", also=("报销金额",)),
        column("standard", "人均标准", "Standard per head", Kind.MONEY, unit="元"),
        column("invoice_no", "发票号码", "Invoice no."),
    ),
    keys=("reception_id",),
    source=Words("各单位财务账", "Units' accounts"),
    purpose=Words("核查公务接待是否合规", "Whether receptions keep to the rules"),
)
RECEPTION_LETTERS = Contract(
    name="reception_letters",
    words=Words("来访公函登记", "Letters announcing visits"),
    area=Area.SPENDING,
    columns=(
        column("letter_no", "公函号", "Letter no.", required=True),
        UNIT,
        column("sender", "发函单位", "Sender", required=True),
        column("visit_from", "来访日期", "Visit from", Kind.DATE),
        column("visit_to", "离开日期", "Visit until", Kind.DATE),
        column("visitors", "来访人数", "Visitors", Kind.WHOLE, unit="人"),
    ),
    keys=("letter_no", "unit"),
    source=Words("各单位收文登记", "Units' registers of letters received"),
    purpose=Words("核查接待是否有函、函是否真实", "Whether a visit was announced, and by whom"),
)
RECEPTION_HOSTS = Contract(
    name="reception_hosts",
    words=Words("公务接待陪同人员", "Who was host at receptions"),
    area=Area.SPENDING,
    columns=(
        column("host_id", "记录编号", "Record no.", required=True),
        column("reception_id", "接待编号", "Reception no."),
        PERSON,
        NAME,
        column("day", "接待日期", "Day", Kind.DATE, required=True),
        column("city", "接待所在市县", "City", required=True),
    ),
    keys=("host_id",),
    source=Words("各单位接待清单", "Units' lists of receptions"),
    purpose=Words("核查出差人员是否同时在本地陪餐", "Whether a traveller was host at home the same day"),
)
TRIPS = Contract(
    name="trips",
    words=Words("差旅费报销明细", "Trips reimbursed"),
    area=Area.SPENDING,
    columns=(
        column("trip_id", "出差编号", "Trip no.", required=True, also=("报销单号",)),
        PERSON,
        NAME,
        UNIT,
        column("from_on", "出发日期", "From", Kind.DATE, required=True),
        column("to_on", "返回日期", "Until", Kind.DATE, required=True),
        column("destination", "目的地", "Destination", required=True),
        column("hotel", "住宿酒店", "Hotel"),
        column("ticket_no", "车票（机票）号", "Ticket no."),
        column("amount", "报销金额", "Amount", Kind.MONEY, required=True, unit="元"),
        column(
            "state",
            "行程状态",
            "State",
            Kind.CODE,
            codes={"taken": "已出行", "changed": "已改签改期", "cancelled": "已取消"},
        ),
    ),
    keys=("trip_id",),
    source=Words("各单位财务账、公务出行平台", "Units' accounts, the travel platform"),
    purpose=Words("核查差旅是否真实", "Whether trips were made"),
)

CONTRACTS = (
    OFFICIAL_VEHICLES,
    FUEL_FILLS,
    DISPATCHES,
    VEHICLE_POSITIONS,
    RECEPTIONS,
    RECEPTION_LETTERS,
    RECEPTION_HOSTS,
    TRIPS,
)
