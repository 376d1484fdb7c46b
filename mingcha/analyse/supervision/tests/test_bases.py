"""A model cites an article by its number only where the number was looked up in published text."""

import re

import pytest

from mingcha.analyse.supervision.library.catalogue import MODELS

# Looked up in November 2026. Of 土地管理法, 建筑法, 医疗保障基金使用监督管理条例, 招标投标法, 政府采购法
# and 民法典 only quotations by others were at hand. Another one: read the text first, then add it here.
LOOKED_UP = {
    "中华人民共和国消防法": {"五十四"},
    "公务员法": {"五十九"},
    "公平竞争审查条例": {"十"},
    "医疗保障基金使用监督管理条例": {"三十八", "四十"},
    "土地管理法": {"三十五"},
    "基本农田保护条例": {"十五", "十七"},
    "建筑法": {"七"},
    "招标投标法": {"四", "二十六", "三十二"},
    "招标投标法实施条例": {"三十四", "三十九", "四十"},
    "政府投资条例": {"二十三"},
    "政府采购法": {"三十一"},
    "政府采购法实施条例": {"二十", "二十八"},
    "民法典": {"七百零五"},
    "社会救助暂行办法": {"九"},
    "财政违法行为处罚处分条例": {"十四"},
}
CITED = re.compile(
    r"(?:^|[；、])(?:《([^》]+)》|([^《》：；，第]+))(?:（[^）]*）)?((?:、?第[零一二三四五六七八九十百]+条)+)"
)
NUMBER = re.compile(r"第([零一二三四五六七八九十百]+)条")


def articles(text: str) -> list[tuple[str, str]]:
    """Each article cited in this text: the title of the rule and the number."""
    return [
        (quoted or plain, number)
        for quoted, plain, numbers in CITED.findall(text)
        for number in NUMBER.findall(numbers)
    ]


def test_articles_are_read_out_of_a_text() -> None:
    text = "招标投标法第四条：不得规避；《建筑法》（2019年）第七条、第八条"
    assert articles(text) == [("招标投标法", "四"), ("建筑法", "七"), ("建筑法", "八")]


@pytest.mark.parametrize("code", MODELS)
def test_no_article_is_cited_from_memory(code: str) -> None:
    for basis in MODELS[code].basis:
        cited = articles(basis.zh)
        assert len(cited) == len(NUMBER.findall(basis.zh)), basis.zh
        assert [one for one in cited if one[1] not in LOOKED_UP.get(one[0], ())] == []
