"""Farmland: parcels drawing the subsidy, what maps say of them, confirmed land, basic farmland.

Parcels and map patches are overlaid once, in the land bureau's own system; the table of overlaps is what is
handed over. Neither engine needs a spatial extension for it, and the area is the one the bureau stands by.
"""

from decimal import Decimal

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import NAME, PERSON
from mingcha.foundation.words import Words

NONE = Decimal(0)
HOUSEHOLD = column("household", "承包方编码", "Household", required=True, also=("户编号", "农户编码"))
VILLAGE = column("village", "村（社区）", "Village", required=True, also=("发包方", "行政村"))
YEAR = column("year", "年度", "Year", Kind.WHOLE, required=True, also=("申报年度", "补贴年度"))

FARMLAND_CLAIMS = Contract(
    name="farmland_claims",
    words=Words("耕地地力保护补贴申报地块", "Parcels claimed for the farmland subsidy"),
    area=Area.FARMLAND,
    columns=(
        column("claim_id", "申报编号", "Claim no.", required=True, also=("流水号",)),
        column("parcel_id", "地块编码", "Parcel no.", required=True, also=("地块代码",)),
        PERSON,
        NAME,
        HOUSEHOLD,
        VILLAGE,
        YEAR,
        column("area", "申报面积", "Area claimed", Kind.NUMBER, required=True, unit="亩", low=NONE),
        column("subsidy", "补贴金额", "Subsidy", Kind.MONEY, unit="元", also=("发放金额",)),
    ),
    keys=("claim_id",),
    source=Words("农业农村局、财政局", "Agriculture and finance bureaus"),
    purpose=Words("核查补贴面积是否真实", "Whether the area subsidised is real"),
)
PARCEL_OVERLAPS = Contract(
    name="parcel_overlaps",
    words=Words(
        "补贴地块与非耕地图斑叠加结果", "Overlaps of subsidised parcels with land that is not tilled"
    ),
    area=Area.FARMLAND,
    columns=(
        column("overlap_id", "叠加编号", "Overlap no.", required=True),
        column("parcel_id", "地块编码", "Parcel no.", required=True, also=("地块代码",)),
        column(
            "map",
            "图层",
            "Map",
            Kind.CODE,
            required=True,
            codes={
                "change": "国土变更调查非耕地",
                "forest": "林地一张图",
                "built": "建设用地",
                "water": "水域",
            },
        ),
        column("patch_id", "图斑编号", "Patch no.", required=True),
        column("land_class", "地类", "Land class", also=("地类名称",)),
        column("area", "重叠面积", "Area overlapped", Kind.NUMBER, required=True, unit="亩", low=NONE),
        column("image_on", "影像日期", "Date of the image", Kind.DATE, also=("影像时相",)),
        column("restored_on", "恢复耕种日期", "Tilled again since", Kind.DATE, also=("复耕验收日期",)),
    ),
    keys=("overlap_id",),
    source=Words("自然资源局、林业局叠加分析", "Land and forest bureaus, overlaid by them"),
    purpose=Words("核查补贴地块是否仍为耕地", "Whether subsidised parcels are still tilled"),
)
CONFIRMED_LAND = Contract(
    name="confirmed_land",
    words=Words("土地承包经营权确权登记", "Confirmed contracted land"),
    area=Area.FARMLAND,
    columns=(
        column("parcel_id", "地块编码", "Parcel no.", required=True, also=("地块代码",)),
        HOUSEHOLD,
        column("holder", "承包方代表", "Holder", personal=True, also=("承包方",)),
        VILLAGE,
        column("area", "确权面积", "Area confirmed", Kind.NUMBER, required=True, unit="亩", low=NONE),
    ),
    keys=("parcel_id",),
    source=Words("农业农村局", "Agriculture bureau"),
    purpose=Words("与申报补贴面积核对", "Set against the area claimed"),
)
LAND_GAINS = Contract(
    name="land_gains",
    words=Words("流转及新增耕地登记", "Land leased in or reclaimed"),
    area=Area.FARMLAND,
    columns=(
        column("gain_id", "登记编号", "Record no.", required=True),
        HOUSEHOLD,
        VILLAGE,
        column(
            "kind",
            "来源",
            "Kind",
            Kind.CODE,
            required=True,
            codes={"leased": "流转转入", "reclaimed": "开垦复垦新增"},
        ),
        column("area", "面积", "Area", Kind.NUMBER, required=True, unit="亩", low=NONE),
        column("from_year", "起始年度", "From year", Kind.WHOLE),
        column("to_year", "截止年度", "To year", Kind.WHOLE),
    ),
    keys=("gain_id",),
    source=Words("乡镇农村经营管理站、自然资源局", "Township rural economy station, land bureau"),
    purpose=Words("解释申报面积大于确权面积", "Explains claims above the land confirmed"),
)
VILLAGE_LAND = Contract(
    name="village_land",
    words=Words("村可耕地面积", "Tillable land of villages"),
    area=Area.FARMLAND,
    columns=(
        column("record_id", "记录编号", "Record no.", required=True),
        VILLAGE,
        YEAR,
        column("tillable", "可耕地面积", "Tillable area", Kind.NUMBER, required=True, unit="亩", low=NONE),
    ),
    keys=("record_id",),
    source=Words("自然资源局年度国土变更调查", "Land bureau's yearly survey"),
    purpose=Words("与全村申报面积核对", "Set against all that a village claims"),
)
BASIC_FARMLAND_CHANGES = Contract(
    name="basic_farmland_changes",
    words=Words("永久基本农田变化图斑台账", "Changes seen on basic farmland"),
    area=Area.FARMLAND,
    columns=(
        column("patch_id", "图斑编号", "Patch no.", required=True),
        VILLAGE,
        column("change", "变化类型", "Change", also=("疑似用途", "变化情况")),
        column("area", "占用基本农田面积", "Area changed", Kind.NUMBER, required=True, unit="亩", low=NONE),
        column("found_on", "下发日期", "Found on", Kind.DATE, required=True, also=("发现日期",)),
        column("closed_on", "销号日期", "Closed on", Kind.DATE, also=("整改完成日期",)),
        column("ledger_on", "台账截止日期", "Ledger's day", Kind.DATE, required=True),
        column("unit", "责任单位", "Responsible unit"),
    ),
    keys=("patch_id",),
    source=Words("自然资源局耕地保护监督平台", "Land bureau"),
    purpose=Words("核查变化图斑是否依法处置", "Whether changes were dealt with"),
)
LAND_APPROVALS = Contract(
    name="land_approvals",
    words=Words("用地审批与备案", "Approvals and filings of land use"),
    area=Area.FARMLAND,
    columns=(
        column("approval_id", "批文或备案号", "Approval no.", required=True, also=("批准文号", "备案号")),
        column("patch_id", "图斑编号", "Patch no.", required=True),
        column(
            "kind",
            "类别",
            "Kind",
            Kind.CODE,
            codes={
                "construction": "建设用地批准",
                "agriculture": "设施农业用地备案",
                "temporary": "临时用地批准",
                "solar": "光伏复合项目认定",
            },
        ),
        column("area", "批准面积", "Area approved", Kind.NUMBER, required=True, unit="亩", low=NONE),
        column("approved_on", "批准日期", "Approved on", Kind.DATE, required=True),
        column("until", "有效期至", "Valid until", Kind.DATE),
    ),
    keys=("approval_id",),
    source=Words("自然资源局、农业农村局", "Land and agriculture bureaus"),
    purpose=Words("排除有合法手续的图斑", "Leaves out what was lawfully approved"),
)

CONTRACTS = (
    FARMLAND_CLAIMS,
    PARCEL_OVERLAPS,
    CONFIRMED_LAND,
    LAND_GAINS,
    VILLAGE_LAND,
    BASIC_FARMLAND_CHANGES,
    LAND_APPROVALS,
)
