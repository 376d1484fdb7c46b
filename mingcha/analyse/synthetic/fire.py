"""Fire checks: hazards found, closed with a picture, and found again."""

from __future__ import annotations

from typing import Any

import numpy as np

from mingcha.analyse.datasets.contracts.city import FIRE_CHECKS, FIRE_HAZARDS, FIRE_INCIDENTS, HOTLINE_CALLS
from mingcha.analyse.synthetic.planting import Bed, numbered, on
from mingcha.analyse.synthetic.province import Province, Sort

YEAR = np.datetime64("2024-01-01")
US = "datetime64[us]"


def background(province: Province, count: int) -> None:
    """Places checked six times, with hazards in the first check that stay closed, each with its own photo."""
    ids, names = numbered("Q", count), np.char.add("示例场所", numbered("", count))
    for turn in range(6):
        day = np.full(count, YEAR + np.timedelta64(turn * 60, "D"))
        found = np.full(count, 2 if turn == 0 else 0)
        check = {"check_id": np.char.add(f"QC{turn}-", ids), "place_id": ids, "place": names}
        province.add(FIRE_CHECKS, check | {"checked_on": day, "hazards": found})
    for kind in ("占用通道", "电线老化"):
        keys = np.char.add("QZ" + kind, ids)
        place = {
            "place_id": ids,
            "place": names,
            "kind": np.full(count, kind),
            "check_id": np.char.add("QC0-", ids),
        }
        dates = {
            "found_on": np.full(count, YEAR),
            "closed_on": np.full(count, YEAR + np.timedelta64(20, "D")),
        }
        province.add(FIRE_HAZARDS, place | dates | {"hazard_id": keys, "photo_hash": keys})
    some = slice(None, None, 7)
    call = {
        "place_id": ids[some],
        "topic": np.full(len(ids[some]), "fire"),
        "call_id": np.char.add("QH", ids[some]),
    }
    province.add(
        HOTLINE_CALLS, call | {"received_on": np.full(len(ids[some]), YEAR + np.timedelta64(90, "D"))}
    )


def _closed(key: str, *, found_after: int | None = None, moved: bool = False, photo: str = "{0}",
            together: bool = False, checks: int = 0, calls: int = 0, fires: int = 0) -> Any:  # fmt: skip
    """A place: two hazards, the second of the same kind so many days after the first was closed."""

    def write(bed: Bed, number: int) -> str:
        place = {"place_id": f"QX{key}{number}", "place": f"示例场所{key}{number}"}
        key_of = place["place_id"]
        if not checks:
            second = on("2024-03-01", found_after) if found_after is not None else on("2024-02-01")
            kinds = ("占用通道", "占用通道" if found_after is not None else "电线老化")
            for turn, day in enumerate((on("2024-02-01"), second)):
                hazard = {"kind": kinds[turn], "occupant": f"商户{turn if moved else 0}", "found_on": day}
                hazard |= {"closed_on": on("2024-03-01") if turn == 0 else None}
                hazard |= {
                    "check_id": f"{key_of}-{0 if together else turn}",
                    "photo_hash": photo.format(f"{key_of}-{turn}", key_of),
                }
                bed.row(FIRE_HAZARDS, hazard_id=f"{key_of}-{turn}", **place, **hazard)
        for turn in range(checks):
            bed.row(
                FIRE_CHECKS,
                check_id=f"{key_of}-c{turn}",
                checked_on=on("2024-01-05", turn * 30),
                hazards=0,
                **place,
            )
        for turn in range(calls):
            call = {"topic": "fire", "received_on": on("2024-03-01", turn)}
            bed.row(HOTLINE_CALLS, call_id=f"{key_of}-{turn}", **place, **call)
        for turn in range(fires):
            bed.row(FIRE_INCIDENTS, incident_id=f"{key_of}-{turn}", happened_on=on("2024-04-20"), **place)
        return key_of

    return write


def plant(province: Province) -> None:
    """M58: closed on paper, photos used again, checks that saw nothing before a fire."""
    bed = Bed(province, "M58")
    bed.numbers(Sort.PLAIN, "", _closed("P", found_after=10, photo="one photo for all"))
    bed.numbers(Sort.PLAIN, "eight checks, then fires", _closed("V", checks=8, calls=4, fires=2))
    bed.numbers(Sort.HARD, "on the ninetieth day", _closed("A", found_after=90))
    bed.numbers(Sort.HARD, "four checks, two complaints", _closed("B", checks=4, calls=2))
    bed.numbers(Sort.HARD, "the photo cropped", _closed("C", photo="cropped {0}"))
    bed.numbers(Sort.INNOCENT, "new_tenant", _closed("D", found_after=30, moved=True))
    bed.numbers(Sort.INNOCENT, "one_photo", _closed("E", photo="joint {1}", together=True))
    bed.numbers(Sort.INNOCENT, "wrong_address, which no data tells", _closed("H", checks=4, calls=3))
    bed.numbers(Sort.INNOCENT, "four checks, one complaint", _closed("F", checks=4, calls=1))
    bed.numbers(Sort.INNOCENT, "on the ninety-first day", _closed("G", found_after=91))
    bed.done()
