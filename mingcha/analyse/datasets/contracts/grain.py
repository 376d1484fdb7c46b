"""Grain: weighbridge tickets, gate pictures, growers, moves in and out of depots, stocks."""

from decimal import Decimal

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

NONE = Decimal(0)
STATION = column("station", "收储库点", "Depot", required=True, also=("收购点", "库点名称"))
PLATE = column("plate", "车牌号", "Plate", Kind.PLATE, required=True, also=("号牌号码",))
GRAIN = column("grain", "粮食品种", "Grain", required=True, also=("品种",))

GRAIN_TICKETS = Contract(
    name="grain_tickets",
    words=Words("粮食收购磅单", "Weighbridge tickets of grain bought"),
    area=Area.GRAIN,
    columns=(
        column("ticket_id", "磅单编号", "Ticket no.", required=True, also=("过磅单号",)),
        STATION,
        PLATE,
        column("weighed_at", "过磅时间", "Weighed at", Kind.MOMENT, required=True, also=("毛重时间",)),
        column("gross", "毛重", "Gross", Kind.NUMBER, unit="公斤", low=NONE),
        column("tare", "皮重", "Tare", Kind.NUMBER, unit="公斤", low=NONE),
        column("net", "净重", "Net", Kind.NUMBER, required=True, unit="公斤", low=NONE),
        GRAIN,
        column("seller_id", "售粮人身份证号", "Seller's identity no.", Kind.IDENTITY),
        column("seller", "售粮人", "Seller", personal=True),
        column(
            "seller_kind",
            "售粮人类型",
            "Seller is",
            Kind.CODE,
            codes={"grower": "种粮农户", "broker": "粮食经纪人", "company": "企业合作社"},
        ),
        column("paid", "结算金额", "Paid", Kind.MONEY, unit="元"),
    ),
    keys=("ticket_id",),
    source=Words("粮食收储企业一卡通收购系统", "Grain companies' buying system"),
    purpose=Words("核查虚假收购", "Whether grain was truly bought"),
)
GATE_PICTURES = Contract(
    name="gate_pictures",
    words=Words("库区出入口车牌抓拍", "Gate pictures of plates"),
    area=Area.GRAIN,
    columns=(
        column("picture_id", "抓拍编号", "Picture no.", required=True),
        STATION,
        PLATE,
        column("taken_at", "抓拍时间", "Taken at", Kind.MOMENT, required=True),
    ),
    keys=("picture_id",),
    source=Words("粮食收储企业视频监控", "Grain companies' cameras"),
    purpose=Words("核查过磅车辆是否到场", "Whether weighed trucks were there"),
)
GRAIN_STATIONS = Contract(
    name="grain_stations",
    words=Words("收储库点收购能力", "What depots can take in"),
    area=Area.GRAIN,
    columns=(
        STATION,
        column("trucks", "每小时可过磅车次", "Trucks an hour", Kind.WHOLE, required=True, unit="车次"),
    ),
    keys=("station",),
    source=Words("粮食和物资储备局", "Grain bureau"),
    purpose=Words("核查过磅频次是否超出能力", "Whether trucks come faster than can be weighed"),
)
GRAIN_GROWERS = Contract(
    name="grain_growers",
    words=Words("种粮农户种植面积", "What growers plant"),
    area=Area.GRAIN,
    columns=(
        column("record_id", "记录编号", "Record no.", required=True),
        PERSON,
        NAME,
        column("year", "年度", "Year", Kind.WHOLE, required=True),
        GRAIN,
        column("area", "种植面积", "Area planted", Kind.NUMBER, required=True, unit="亩", low=NONE),
    ),
    keys=("record_id",),
    source=Words("农业农村局种粮补贴面积", "Agriculture bureau, grain subsidy"),
    purpose=Words("核查售粮量是否超出产量", "Whether more is sold than can grow"),
)
GRAIN_YIELDS = Contract(
    name="grain_yields",
    words=Words("主要粮食平均亩产", "Yields of grain"),
    area=Area.GRAIN,
    columns=(
        column("year", "年度", "Year", Kind.WHOLE, required=True),
        GRAIN,
        column("per_mu", "平均亩产", "Yield of a mu", Kind.NUMBER, required=True, unit="公斤", low=NONE),
    ),
    keys=("year", "grain"),
    source=Words("统计局", "Statistics bureau"),
    purpose=Words("推算农户产量", "What a grower can bring in"),
)
GRAIN_MOVES = Contract(
    name="grain_moves",
    words=Words("粮食出入库单", "Grain into and out of depots"),
    area=Area.GRAIN,
    columns=(
        column("move_id", "出入库单号", "Move no.", required=True),
        STATION,
        PLATE,
        column(
            "direction", "方向", "Direction", Kind.CODE, required=True, codes={"in": "入库", "out": "出库"}
        ),
        column("moved_at", "出入库时间", "Moved at", Kind.MOMENT, required=True),
        GRAIN,
        column("weight", "重量", "Weight", Kind.NUMBER, required=True, unit="公斤", low=NONE),
        column("moisture", "水分", "Moisture", Kind.NUMBER, unit="%"),
        column("acidity", "脂肪酸值", "Fatty acid value", Kind.NUMBER, unit="mgKOH/100g"),
        column("plan_no", "轮换计划号", "Rotation plan no.", also=("轮换批文",)),
    ),
    keys=("move_id",),
    source=Words("粮食收储企业出入库系统、质检记录", "Grain companies' moves and laboratory records"),
    purpose=Words("核查转圈粮、以陈顶新", "Grain going in circles, old for new"),
)
GRAIN_STOCKS = Contract(
    name="grain_stocks",
    words=Words("库存盘点与损耗", "Stocks counted and losses"),
    area=Area.GRAIN,
    columns=(
        column("stock_id", "盘点编号", "Count no.", required=True),
        STATION,
        column("bin", "仓号", "Bin", required=True, also=("货位",)),
        GRAIN,
        column("year", "年度", "Year", Kind.WHOLE, required=True),
        column("opening", "期初账面数量", "Book at start", Kind.NUMBER, required=True, unit="吨", low=NONE),
        column("loss", "账面损耗", "Loss booked", Kind.NUMBER, unit="吨", low=NONE, also=("损失损耗",)),
        column("book", "期末账面数量", "Book at end", Kind.NUMBER, required=True, unit="吨", low=NONE),
        column("moisture_from", "期初水分", "Moisture at start", Kind.NUMBER, unit="%"),
        column("moisture_to", "期末水分", "Moisture at end", Kind.NUMBER, unit="%"),
        column("volume", "传感测量体积", "Volume by sensor", Kind.NUMBER, unit="立方米", low=NONE),
        column("density", "容重", "Density", Kind.NUMBER, unit="吨/立方米", low=NONE),
        column("measured_on", "测量日期", "Measured on", Kind.DATE),
        column("calibrated_on", "传感器校准日期", "Sensor calibrated on", Kind.DATE),
    ),
    keys=("stock_id",),
    source=Words("粮食收储企业统计账、粮情测控系统", "Grain companies' books and sensors"),
    purpose=Words("核查账实是否相符", "Whether the books agree with the bins"),
)

CONTRACTS = (
    GRAIN_TICKETS,
    GATE_PICTURES,
    GRAIN_STATIONS,
    GRAIN_GROWERS,
    GRAIN_YIELDS,
    GRAIN_MOVES,
    GRAIN_STOCKS,
)
