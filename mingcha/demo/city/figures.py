"""How the published figures of the city's 8th committee are spread over its rounds.

Source: the city's published work report (summary `tonghua-city-8th-committee` of published_figures.csv):
257 petitions, 3,664 problems, 119 leads, 44 mid-term comments, 9 prompts, 34 common problems, 86 opinions,
8 practices, 45 pieces of professional advice, 28 special reports, 60 problems of earlier
rectification found in regular rounds, “some 120” characterisations adjusted.
"""

PETITIONS = 257
PROBLEMS = 3_664
LEADS = 119
COMMENTS = 44
PROMPTS = 9
GUIDANCE = {"common_problem": 34, "opinion": 86, "practice": 8}
ADVICE = 45
SPECIAL_REPORTS = 28
EARLIER = 60  # problems of earlier rectification found in regular rounds
WORDINGS = 123


def shares(total: int, parts: int) -> list[int]:
    """The total in parts as even as they can be; the larger ones first."""
    least, more = divmod(total, parts)
    return [least + (place < more) for place in range(parts)]


def weighted(total: int, weights: list[int]) -> list[int]:
    """The total by weight, exactly: what rounding leaves over goes to the largest remainders."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(each) for each in exact]
    order = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in order[: total - sum(parts)]:
        parts[place] += 1
    return parts
