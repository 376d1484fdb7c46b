"""Which installed fonts stand in for the official ones. None are shipped: their licences forbid it."""

from functools import lru_cache

import typst

# In order of likeness. The first name of each is the official face itself, under its usual names.
_OFFICIAL = {
    "xiaobiaosong": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "方正小标宋_GBK"),
    "fangsong": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋"),
    "kaiti": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体"),
    "heiti": ("SimHei", "黑体"),
    "song": ("SimSun", "宋体"),
}
_LAST = (
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "AR PL UMing CN",
    "Noto Sans CJK SC",
    "WenQuanYi Zen Hei",
)
_LIKE = {
    "xiaobiaosong": ("STZhongsong", "FandolSong", *_LAST),
    "fangsong": ("STFangsong", "FandolFang R", "FandolFang", *_LAST),
    "kaiti": ("STKaiti", "FandolKai", "LXGW WenKai", "AR PL UKai CN", *_LAST),
    "heiti": ("STHeiti", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", *_LAST),
    "song": ("STSong", "FandolSong", *_LAST),
}
_NOTHING = "Libertinus Serif"


@lru_cache(maxsize=1)
def installed() -> typst.Fonts:
    """The fonts of this machine, read once."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


@lru_cache(maxsize=1)
def chosen() -> dict[str, str]:
    """For each official face, the family the PDF is set in."""
    families = {family.lower(): family for family in installed().families()}
    return {
        face: next(
            (families[name.lower()] for name in (*_OFFICIAL[face], *_LIKE[face]) if name.lower() in families),
            _NOTHING,
        )
        for face in _OFFICIAL
    }


def substituted() -> dict[str, str]:
    """Official face → the family used in its place, for those not installed here."""
    return {_OFFICIAL[face][1]: family for face, family in chosen().items() if family not in _OFFICIAL[face]}
