"""Purchases of goods and services by public units."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.companies import COMPANY, COMPANY_NAME
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

METHODS = {
    "open": "公开招标",
    "invited": "邀请招标",
    "negotiation": "竞争性谈判",
    "consultation": "竞争性磋商",
    "inquiry": "询价",
    "single": "单一来源",
    "framework": "框架协议采购",
    "direct": "限额以下自行采购",
}
PURCHASES = Contract(
    name="purchases",
    words=Words("政府采购明细", "Purchases"),
    area=Area.PURCHASING,
    columns=(
        column("purchase_id", "采购编号", "Purchase no.", required=True, also=("合同编号", "序号")),
        column("unit", "采购单位", "Unit", required=True, also=("采购人", "预算单位")),
        column("budget_year", "预算年度", "Budget year", Kind.WHOLE, also=("年度",)),
        column("category", "采购品目", "Category", required=True, also=("品目名称", "采购目录")),
        column("item", "采购内容", "Item", also=("项目名称", "商品名称")),
        column("spec", "规格型号", "Specification", also=("型号",)),
        COMPANY,
        COMPANY_NAME,
        column("bought_on", "成交日期", "Bought on", Kind.DATE, required=True, also=("合同签订日期",)),
        column("quantity", "数量", "Quantity", Kind.NUMBER),
        column("unit_price", "单价", "Unit price", Kind.MONEY, unit="元"),
        column("amount", "金额", "Amount", Kind.MONEY, required=True, unit="元", also=("合同金额",)),
        column("method", "采购方式", "Method", Kind.CODE, codes=METHODS),
        column(
            "reason",
            "单一来源理由",
            "Why single-source",
            Kind.CODE,
            codes={
                "patent": "专利、专有技术",
                "spare": "原有项目配套、备件",
                "urgent": "紧急",
                "other": "其他",
            },
        ),
        column("emergency", "是否应急采购", "Emergency", Kind.FLAG),
        column("required_brand", "采购需求指定品牌", "Brand named in the requirements"),
    ),
    keys=("purchase_id",),
    source=Words("财政局政府采购平台、各单位", "Finance bureau's purchasing platform, units"),
    purpose=Words("核查规避招标采购、单一来源与高价采购", "Avoided tenders, single sources, high prices"),
)

CONTRACTS = (PURCHASES,)
