"""Everything kept of sealed reporting; what came in sealed stays sealed."""

from mingcha.conduct.intake.models.codes import ReportingCode
from mingcha.conduct.intake.models.keys import Contribution, KeyHolder, KeyShare, Purpose, TeamKeys, Unlocking
from mingcha.conduct.intake.models.questionnaires import Answer, Questionnaire
from mingcha.conduct.intake.models.reports import Admission, Part, Reply, SealedReport, Submission

__all__ = [
    "Answer",
    "Contribution",
    "Admission",
    "KeyHolder",
    "KeyShare",
    "Part",
    "Purpose",
    "Questionnaire",
    "Reply",
    "ReportingCode",
    "SealedReport",
    "Submission",
    "TeamKeys",
    "Unlocking",
]
