"""Housing paid for or let by the government: renovation of unsafe houses, public housing."""

from decimal import Decimal

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.analyse.datasets.contracts.people import HOUSEHOLD, NAME, PERSON, VILLAGE
from mingcha.foundation.words import Words

RENOVATIONS = Contract(
    name="renovations",
    words=Words("农村危房改造补助台账", "Renovation grants"),
    area=Area.HOUSING,
    columns=(
        column("grant_id", "补助编号", "Grant no.", required=True, also=("农户档案编号", "序号")),
        PERSON,
        NAME,
        HOUSEHOLD,
        column(
            "category",
            "申报对象类别",
            "Class claimed",
            Kind.CODE,
            required=True,
            codes={"destitute": "分散供养特困（五保）", "allowance": "低保户", "other": "其他"},
            also=("农户类型", "贫困类型"),
        ),
        column("year", "改造年度", "Year", Kind.WHOLE, required=True, low=Decimal(2000), high=Decimal(2100)),
        column("grade", "危房等级", "Grade of danger", Kind.CODE, codes={"C": "C级", "D": "D级"}),
        column("amount", "补助金额", "Grant", Kind.MONEY, required=True, unit="元", also=("补助资金",)),
        VILLAGE,
    ),
    keys=("grant_id",),
    source=Words("住建局农村危房改造信息系统", "Housing bureau, renovation system"),
    purpose=Words("核查改造对象身份与重复享受", "Whether grants go to those entitled, and once"),
)
PUBLIC_HOUSING = Contract(
    name="public_housing",
    words=Words("保障性住房分配台账", "Public housing allotted"),
    area=Area.HOUSING,
    columns=(
        column("allotment_id", "分配编号", "Allotment no.", required=True, also=("合同编号",)),
        PERSON,
        NAME,
        HOUSEHOLD,
        column(
            "kind",
            "保障类别",
            "Kind",
            Kind.CODE,
            codes={"rental": "公共租赁住房", "sale": "经济适用住房", "shared": "共有产权住房"},
        ),
        column("house_id", "不动产单元号", "House no.", also=("房号", "房源编号")),
        column("from_on", "起始日期", "From", Kind.DATE, required=True, also=("入住日期", "分配日期")),
        column("until_on", "截止日期", "Until", Kind.DATE, also=("合同到期日", "退出日期")),
    ),
    keys=("allotment_id",),
    source=Words("住房保障中心", "Housing security centre"),
    purpose=Words("核查保障对象是否仍符合条件", "Whether tenants and buyers are entitled"),
)

CONTRACTS = (RENOVATIONS, PUBLIC_HOUSING)
