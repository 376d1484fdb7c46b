"""The calendar of days off, which every rule on weekends and holidays asks for."""

from mingcha.analyse.datasets.contracts.columns import Kind, column
from mingcha.analyse.datasets.contracts.declaration import Area, Contract
from mingcha.foundation.words import Words

HOLIDAYS = Contract(
    name="holidays",
    words=Words("节假日与调休", "Holidays and exchanged days"),
    area=Area.SCREENS,
    columns=(
        column("day", "日期", "Day", Kind.DATE, required=True),
        column(
            "kind",
            "类别",
            "Kind",
            Kind.CODE,
            required=True,
            codes={"off": "放假", "work": "调休上班"},
        ),
        column("name", "名称", "Name", also=("节日",)),
    ),
    keys=("day",),
    source=Words("国务院办公厅关于部分节假日安排的通知", "The State Council's yearly notice on holidays"),
    purpose=Words("判断某日是否为休息日", "Whether a day is a day off"),
    authority=Words("公开信息", "Public"),
)

CONTRACTS = (HOLIDAYS,)
