"""Every write to papers, findings and immediate rectification."""

from mingcha.conduct.findings.actions.findings import (
    create_finding,
    create_findings_many,
    edit_finding,
    import_findings,
)
from mingcha.conduct.findings.actions.from_clues import open_paper_from_clue
from mingcha.conduct.findings.actions.from_questions import open_paper_from_question
from mingcha.conduct.findings.actions.immediates import (
    edit_immediate,
    propose_immediate,
    propose_immediates_many,
)
from mingcha.conduct.findings.actions.papers import (
    add_evidence,
    add_evidence_many,
    create_paper,
    create_papers_many,
    edit_paper,
    record_opinion,
    remove_evidence,
    sign_papers_many,
)

__all__ = [
    "add_evidence",
    "add_evidence_many",
    "create_finding",
    "create_findings_many",
    "create_paper",
    "create_papers_many",
    "edit_finding",
    "edit_immediate",
    "edit_paper",
    "import_findings",
    "open_paper_from_clue",
    "open_paper_from_question",
    "propose_immediate",
    "propose_immediates_many",
    "record_opinion",
    "remove_evidence",
    "sign_papers_many",
]
