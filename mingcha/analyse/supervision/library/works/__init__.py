"""Models on construction works."""

from mingcha.analyse.supervision.library.works import m30_work_before_permit, m31_changes_and_overrun

FILES = (m30_work_before_permit, m31_changes_and_overrun)
